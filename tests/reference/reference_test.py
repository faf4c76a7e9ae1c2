"""The trainer against an independent one in float64, written from the formulas of the schema and the papers.

reference_test.py TRAINER_TRACE    the program that trains and tells what it did

Both start from the same weights and see the same rows in the same order. What they record must agree over 20
epochs as far as single precision can.
"""

import json
import subprocess
import sys
import unittest

import numpy as np

PROGRAM = sys.argv[1]
UNITS = (7, 19)
EPOCHS = 20
BATCH = 16  # leaves a last batch of 6 rows

ACTIVATIONS = {
    "RELU": (lambda x: np.maximum(x, 0), lambda x: (x > 0) * 1.0),
    "LEAKY_RELU": (lambda x: np.where(x > 0, x, 0.01 * x), lambda x: np.where(x > 0, 1, 0.01)),
    "ELU": (lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))), lambda x: np.where(x > 0, 1, np.exp(np.minimum(x, 0)))),
    "GELU": (lambda x: gelu(x), lambda x: (gelu(x + 1e-6) - gelu(x - 1e-6)) / 2e-6),
    "SILU": (lambda x: x * sigmoid(x), lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x)))),
    "TANH": (np.tanh, lambda x: 1 - np.tanh(x) ** 2),
    "SIGMOID": (lambda x: sigmoid(x), lambda x: sigmoid(x) * (1 - sigmoid(x))),
}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def gelu(x):
    return x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))


class Sgd:
    def __init__(self, setup):
        self.setup, self.update = setup, 0

    def step(self, weights, gradient, rate):
        self.update = self.setup["momentum"] * self.update - rate * gradient
        return weights + self.update


class Nesterov(Sgd):
    def step(self, weights, gradient, rate):
        self.update = self.setup["momentum"] * self.update - rate * gradient
        return weights + self.setup["momentum"] * self.update - rate * gradient


class Rmsprop(Sgd):
    square = 0

    def step(self, weights, gradient, rate):
        self.square = 0.99 * self.square + 0.01 * gradient**2
        return super().step(weights, gradient / (np.sqrt(self.square) + 1e-8), rate)


class Adam:
    def __init__(self, setup):
        self.setup, self.mean, self.square, self.time = setup, 0, 0, 0

    def step(self, weights, gradient, rate):
        beta1, beta2 = self.setup["momentum"], 0.999
        self.time += 1
        self.mean = beta1 * self.mean + (1 - beta1) * gradient
        self.square = beta2 * self.square + (1 - beta2) * gradient**2
        mean, square = self.mean / (1 - beta1**self.time), self.square / (1 - beta2**self.time)
        return weights - rate * mean / (np.sqrt(square) + 1e-8)


OPTIMIZERS = {"SGD": Sgd, "NESTEROV": Nesterov, "RMSPROP": Rmsprop, "ADAM": Adam, "ADAMW": Adam}


def schedule(setup, epoch):
    factor = {
        "CONSTANT": 1,
        "COSINE": (1 + np.cos(np.pi * (epoch - 1) / EPOCHS)) / 2,
        "STEP": 1 if epoch - 1 < EPOCHS / 2 else 0.1 if epoch - 1 < 3 * EPOCHS / 4 else 0.01,
    }[setup["learning_rate_schedule"]]
    return setup["learning_rate"] * factor * min(1, epoch / (setup["warmup"] * EPOCHS + 1))


class Reference:
    def __init__(self, setup, objective, trace):
        self.setup, self.objective = setup, objective
        self.parts = {part: self.rows(trace[part]) for part in ("training", "validation")}
        self.outputs = 3 if objective == "CLASSIFICATION" else 1
        widths = (5, *UNITS, self.outputs)
        numbers, self.weights = np.array(trace["weights"], np.float64), []
        for inputs, outputs in zip(widths, widths[1:]):
            self.weights.append(numbers[: inputs * outputs].reshape(inputs, outputs))
            numbers = numbers[inputs * outputs :]
        self.biases = np.split(numbers, np.cumsum(widths[1:])[:-1])
        self.optimizers = [OPTIMIZERS[setup["optimizer"]](setup) for _ in range(2 * len(self.weights))]

    @staticmethod
    def rows(part):
        features = np.array(part["features"], np.float64).reshape(-1, 5)
        return features, np.array(part["classes"] or part["targets"])

    def forward(self, features):
        """The weighted sums of each layer."""
        apply, sums = ACTIVATIONS[self.setup["activation"]][0], []
        for weights, biases in zip(self.weights, self.biases):
            sums.append((features if not sums else apply(sums[-1])) @ weights + biases)
        return sums

    def losses(self, outputs, labels):
        """Of each row, and the gradient of what is learnt from."""
        rows = len(labels)
        if self.objective == "REGRESSION":
            error = outputs[:, 0] - labels
            return error**2, (2 * error / rows)[:, None]
        probabilities = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        right = np.eye(self.outputs)[labels]
        smoothing = self.setup["label_smoothing"]
        targets = (1 - smoothing) * right + smoothing / self.outputs
        counts = np.bincount(self.parts["training"][1], minlength=self.outputs)
        weights = sum(counts) / (self.outputs * counts) if self.setup["class_weight"] == "BALANCED" else np.ones(self.outputs)
        gradient = weights[labels][:, None] * (probabilities - targets) / rows
        return -np.log((probabilities * right).sum(axis=1)), gradient

    def train(self, rows, rate):
        features, labels = (part[rows] for part in self.parts["training"])
        apply, derive = ACTIVATIONS[self.setup["activation"]]
        sums = self.forward(features)
        losses, gradient = self.losses(sums[-1], labels)
        gradients = []
        for layer in reversed(range(len(sums))):
            before = features if layer == 0 else apply(sums[layer - 1])
            gradients = [before.T @ gradient, gradient.sum(axis=0), *gradients]
            if layer > 0:
                gradient = gradient @ self.weights[layer].T * derive(sums[layer - 1])
        self.update(gradients, rate)
        return losses

    def update(self, gradients, rate):
        length = np.sqrt(sum((gradient**2).sum() for gradient in gradients))
        clip = self.setup["gradient_clip"]
        scale = clip / length if clip and length > clip else 1
        for layer in range(len(self.weights)):
            decay, weights = self.setup["weight_decay"], self.weights[layer]
            is_decoupled = self.setup["optimizer"] == "ADAMW"
            gradient = scale * gradients[2 * layer] + (0 if is_decoupled else decay * weights)
            moved = self.optimizers[2 * layer].step(weights, gradient, rate)
            self.weights[layer] = moved - (rate * decay * weights if is_decoupled else 0)
            self.biases[layer] = self.optimizers[2 * layer + 1].step(self.biases[layer], scale * gradients[2 * layer + 1], rate)

    def epoch(self, number, order):
        losses = [self.train(order[first : first + BATCH], schedule(self.setup, number)) for first in range(0, len(order), BATCH)]
        features, labels = self.parts["validation"]
        return np.concatenate(losses).mean(), self.losses(self.forward(features)[-1], labels)[0].mean()


def setup_of(**changes):
    setup = dict(hidden_layers=2, learning_rate=0.003, activation="TANH", batch_size=BATCH, epochs=EPOCHS, optimizer="ADAM",
                 momentum=0.8, weight_decay=0.0, dropout=0.0, learning_rate_schedule="CONSTANT", warmup=0.0, gradient_clip=0.0,
                 label_smoothing=0.0, class_weight="EQUAL")
    return {**setup, **changes}


class ReferenceTest(unittest.TestCase):
    def check(self, objective, **changes):
        setup = setup_of(**changes)
        text = " ".join(f"{field}: {value}" for field, value in setup.items()) + "".join(f" units: {units}" for units in UNITS)
        done = subprocess.run([PROGRAM, objective, text], check=True, capture_output=True, text=True)
        trace = json.loads(done.stdout)
        reference = Reference(setup, objective, trace)
        first = last = None
        for number, (order, recorded) in enumerate(zip(trace["orders"], trace["epochs"]), 1):
            training, validation = reference.epoch(number, np.array(order))
            np.testing.assert_allclose(recorded["training_loss"], training, rtol=2e-4, err_msg=f"epoch {number}, {changes}")
            np.testing.assert_allclose(recorded["validation_loss"], validation, rtol=2e-4, err_msg=f"epoch {number}, {changes}")
            first, last = first or training, training
        self.assertEqual(len(trace["epochs"]), EPOCHS)
        self.assertLess(last, 0.98 * first, changes)  # it was worth comparing

    def test_every_activation_with_every_optimizer(self):
        for optimizer in OPTIMIZERS:
            rate = 0.003 if optimizer in ("ADAM", "ADAMW") else 0.0005 if optimizer == "RMSPROP" else 0.02
            for activation in ACTIVATIONS:
                for objective in ("CLASSIFICATION", "REGRESSION"):
                    with self.subTest(optimizer=optimizer, activation=activation, objective=objective):
                        self.check(objective, optimizer=optimizer, activation=activation, learning_rate=rate)

    def test_every_schedule_with_warmup(self):
        for name in ("CONSTANT", "COSINE", "STEP"):
            with self.subTest(schedule=name):
                self.check("CLASSIFICATION", learning_rate_schedule=name, warmup=0.3)

    def test_weight_decay_of_every_optimizer(self):
        for optimizer in OPTIMIZERS:
            rate = 0.003 if optimizer in ("ADAM", "ADAMW") else 0.0005 if optimizer == "RMSPROP" else 0.02
            with self.subTest(optimizer=optimizer):
                self.check("CLASSIFICATION", optimizer=optimizer, learning_rate=rate, weight_decay=0.05)

    def test_clipping_smoothing_and_class_weights(self):
        self.check("REGRESSION", gradient_clip=0.2, optimizer="SGD", learning_rate=0.02)
        self.check("CLASSIFICATION", label_smoothing=0.2)
        self.check("CLASSIFICATION", class_weight="BALANCED")
        self.check("CLASSIFICATION", class_weight="BALANCED", label_smoothing=0.1, gradient_clip=0.3, weight_decay=0.01)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
