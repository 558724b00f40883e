"""One concept a file; import from the file that holds it."""

from .picture import Picture
from .version_picture import VersionPicture

__all__ = ["Picture", "VersionPicture"]
