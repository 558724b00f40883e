"""Why a file is not taken in: a sentence for whoever brought it."""


class Refused(Exception):
    """The photo cannot be taken in; the message is a translated sentence."""


class Busy(Refused):
    """Not now: others are being opened. The same file may be brought again in a moment."""
