"""One concept a file; import from the file that holds it."""

from .photo import Photo
from .rendition import Rendition

__all__ = ["Photo", "Rendition"]
