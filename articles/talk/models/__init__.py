"""One concept a file; import from the file that holds it."""

from .mail import Mail, MailWishes
from .note import Mention, Note, Reader, Thread
from .notification import Notification

__all__ = ["Mail", "MailWishes", "Mention", "Note", "Notification", "Reader", "Thread"]
