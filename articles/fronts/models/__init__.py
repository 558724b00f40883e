"""One concept a file; import from the file that holds it."""

from .change import Change
from .position import Position
from .strip import Strip

__all__ = ["Change", "Position", "Strip"]
