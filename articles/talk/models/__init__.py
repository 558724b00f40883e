"""One concept a file; import from the file that holds it."""

from .follow import Follow
from .mail import Mail, MailWishes
from .note import Mention, Note, Reader, Thread
from .notification import Notification

__all__ = ["Follow", "Mail", "MailWishes", "Mention", "Note", "Notification", "Reader", "Thread"]
