"""The one error of imports: what is wrong, on which line, and what to do about it."""


class Refused(Exception):
    """A file that cannot come in; nothing of it is kept.

    `line` is the line of the file, counted from 1, where one is to blame.
    """

    def __init__(self, reason, *, line=None):
        super().__init__(reason)
        self.reason = reason
        self.line = line

    def __str__(self):
        return f"line {self.line}: {self.reason}" if self.line else self.reason
