"""Completion in bash offers what --help says, of each verb, and what the coordinator lists."""

import os
import re
import subprocess
import unittest

from lab import BIN, SOURCE, LabTest, small_search

COMPLETE = """
source "$0"
compopt() { :; }
COMP_LINE=$1 COMP_POINT=${#1}
_rung "${1%% *}"
printf '%s\\n' "${COMPREPLY[@]}"
"""
PATH = f"{BIN}:{os.environ['PATH']}"


def offered(line, **environment):
    done = subprocess.run(["bash", "-c", COMPLETE, SOURCE / "deploy/completion/rung.bash", line], capture_output=True,
                          text=True, timeout=60, check=True, env={**os.environ, "PATH": PATH, **environment})
    return done.stdout.split()


def with_verbs_below(command):
    """A command and what --help says of it, then the same of each verb below it."""
    text = subprocess.run([BIN / command[0], *command[1:], "--help"], capture_output=True, text=True, check=True).stdout
    yield command, text
    for verb in verbs(text):
        yield from with_verbs_below([*command, verb])


def verbs(text):
    return re.findall(r"^  (\w+)", text.partition("\nSubcommands:\n")[2].partition("\n\n")[0], re.MULTILINE)


class CompletionTest(LabTest):
    def test_offers_every_verb_and_flag(self):
        for program in ("rung", "rung-coordinator", "rung-worker"):
            for command, text in with_verbs_below([program]):
                line = " ".join(command)
                flags = ",".join(re.findall(r"^  (-\S+)", text, re.MULTILINE)).split(",")
                self.assertIn("--help", flags)
                self.assertEqual(offered(f"{line} -"), flags)
                if verbs(text):
                    self.assertEqual(offered(f"{line} "), verbs(text))

    def test_offers_values(self):
        formats = ["table", "json", "jsonl", "csv"]
        self.assertEqual(offered("rung show -o "), formats)
        self.assertEqual(offered("rung --coordinator lab-1:7077 show --output=j"), ["json", "jsonl"])
        self.assertEqual(offered("rung-worker --log-format "), ["text", "logfmt"])
        self.assertEqual(offered("rung local --workers "), [])

    def test_offers_what_the_coordinator_lists(self):
        self.lab.start_coordinator()
        self.run_ok("search", self.lab.write("s.search", small_search()), "--detach")
        asked = {"RUNG_COORDINATOR": self.lab.address}
        self.assertEqual(offered("rung show ", **asked), ["small"])
        self.assertEqual(offered(f"rung --insecure --coordinator {self.lab.address} model get s"), ["small"])
        self.assertEqual(offered("rung compare ", **asked)[:2], ["small", "hidden_layers"])
        self.assertEqual(offered("rung compare small c", **asked), ["class_weight"])
        self.assertEqual(offered("rung data rm ", **asked), [self.run_json("data", "ls")["data_sets"][0]["data_set"]])


if __name__ == "__main__":
    unittest.main()
