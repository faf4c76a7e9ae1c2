"""What is to be done later. Used by one thread."""

import time


class Agenda:
    def __init__(self):
        self.entries = []  # (when, action), monotonic seconds

    def after(self, seconds, action):
        self.entries.append((time.monotonic() + seconds, action))

    def do_what_is_due(self):
        now = time.monotonic()
        due = [action for when, action in self.entries if when <= now]
        self.entries = [entry for entry in self.entries if entry[0] > now]
        for action in due:
            action()

    def do_all(self):
        """At once."""
        entries, self.entries = self.entries, []
        for _, action in entries:
            action()
