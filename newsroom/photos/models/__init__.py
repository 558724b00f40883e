"""One concept a file; import from the file that holds it."""

from .allowed_desk import AllowedDesk
from .change import Change
from .discarded import Discarded
from .photo import Photo
from .rendition import Rendition
from .takedown import GoneFile, Takedown

__all__ = ["AllowedDesk", "Change", "Discarded", "GoneFile", "Photo", "Rendition", "Takedown"]
