"""The kernels of an instruction set define nothing that the linker could take for another's.

symbols_test.py OBJECT…    the objects of worker/mlp/kernels, each in a folder kernels_NAME.dir
"""

import re
import subprocess
import sys
import unittest

OBJECTS = sys.argv[1:]


class SymbolsTest(unittest.TestCase):
    def test_all_that_others_may_link_to_is_in_the_namespace_of_the_instruction_set(self):
        for path in OBJECTS:
            name = re.search(r"kernels_(\w+)\.dir", path).group(1)
            namespace = f"N4rung3mlp{len(name)}{name}"  # as names are mangled
            listed = subprocess.run(["nm", "--defined-only", path], check=True, capture_output=True, text=True).stdout
            symbols = [line.split()[1:] for line in listed.splitlines()]
            # What compilers add for sanitizers and exceptions is the same for every instruction set.
            added = ("__", "DW.ref.")
            linkable = [symbol for kind, symbol in symbols if kind.isupper() and not symbol.startswith(added)]
            self.assertIn(f"_Z{namespace}8kKernelsE", linkable)
            self.assertEqual([symbol for symbol in linkable if namespace not in symbol], [], path)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
