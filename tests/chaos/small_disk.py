"""A file system that can be full: a tmpfs, which only root may mount."""

import contextlib
import os
import pathlib
import subprocess

SIZE = 32 << 20


def may_mount():
    return os.geteuid() == 0 and subprocess.run(
        ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0


class SmallDisk(contextlib.AbstractContextManager):
    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.filler = self.path / "filler"
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", self.path], check=True)

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", self.path], check=True)

    def fill(self):
        with contextlib.suppress(OSError), open(self.filler, "ab", buffering=0) as file:
            while True:
                file.write(bytes(1 << 12))

    def free(self):
        self.filler.unlink(missing_ok=True)
