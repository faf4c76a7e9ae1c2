"""The searches of the runs: small enough that one takes a second or two, and of each kind there is."""

import pathlib

SOURCE = pathlib.Path(__file__).resolve().parents[2]
ROWS = 400

SPACE = """
space {
  hidden_layers { min: 1 max: 2 }
  units { min: 16 max: 64 scale: LOG }
  learning_rate { min: 1e-4 max: 1e-1 scale: LOG }
  activation: [RELU, TANH, SIGMOID]
  batch_size { values: [32, 64, 128] }
"""
DIGITS = 'data { file: "digits.csv" label: "digit" }'
DIABETES = 'data { file: "diabetes.csv" label: "progression" }'
HALVING = "successive_halving { trials: %d epochs: %d eta: 3 min_epochs: %d }"
SEARCHES = {
    "halving": DIGITS + HALVING % (9, 9, 1) + SPACE + "}",
    "numbers": DIABETES + HALVING % (9, 9, 1) + SPACE + "}",
    "patience": DIGITS + "random_search { trials: 9 patience: 3 }" + SPACE + "epochs { value: 60 } }",
    "three": DIGITS + "finalists: 1 " + HALVING % (3, 9, 3) + SPACE + "}",
}


def write_search(name, max_attempts, directory):
    """Its data, too; answers the search file."""
    for data in ("digits.csv", "diabetes.csv"):
        rows = (SOURCE / "examples" / data).read_text().splitlines(keepends=True)
        (directory / data).write_text("".join(rows[: ROWS + 1]))
    path = directory / f"{name}.search"
    path.write_text(f'name: "{name}" seed: 1 max_attempts: {max_attempts}\n{SEARCHES[name]}')
    return path
