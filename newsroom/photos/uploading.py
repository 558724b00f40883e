"""Uploads are bounded while they arrive: a file that is too large fills neither memory nor disk."""

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from .decoding import LIMITS, MEGABYTE

# Of one request, with all its files.
LARGEST_REQUEST = 500 * MEGABYTE


class BoundedUpload(FileUploadHandler):
    """Drops a file once it is larger than a photo may be; the others of the request come through.

    The names of those dropped are in `request.files_too_large`.
    """

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        """Refuse a request that says it is too large before anything of it is read."""
        if content_length > LARGEST_REQUEST:
            raise RequestDataTooBig(f"More than {LARGEST_REQUEST} bytes.")

    def receive_data_chunk(self, raw_data, start):
        """Pass it on to the handlers that keep it."""
        if start + len(raw_data) > LIMITS.bytes:
            dropped = getattr(self.request, "files_too_large", [])
            self.request.files_too_large = [*dropped, self.file_name]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        """Kept by another handler."""
        return
