"""In which letters a request is written: in UTF-8, as every page and form here.

A field of the request may name others. Django would read addresses by them as well, so that one
reader's question would be kept as another's; and of what names letters there are none it makes an
error of the server.
"""

import codecs

from django.core.handlers.wsgi import WSGIRequest

# A form that nobody can read: whoever asks what it holds answers with 400.
UNREADABLE = "multipart/form-data"


class Request(WSGIRequest):
    """A request whose address is in UTF-8, and whose form is too or is refused."""

    def __init__(self, environ):
        try:
            super().__init__(environ)
            is_readable = not self.encoding or codecs.lookup(self.encoding).name == "utf-8"
        except (ValueError, LookupError):
            is_readable = False
        if not is_readable:
            environ["CONTENT_TYPE"] = UNREADABLE
            super().__init__(environ)
            self.encoding = "utf-8"
