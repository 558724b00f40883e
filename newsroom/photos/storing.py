"""Where photos lie: private originals and public renditions, each named by what it contains.

A name is the SHA-256 of the bytes, so a file never changes and may be cached for ever. A file is
there whole or not at all. Which storage it is, a folder or a bucket, is a setting.
"""

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages

from .models.rendition import SUFFIX


class LocalFolder(FileSystemStorage):
    """A folder on this machine; a file appears under its name when all of it is on the disk."""

    def _save(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        handle, unfinished = tempfile.mkstemp(dir=os.path.dirname(path), prefix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(unfinished, self.file_permissions_mode or 0o644)
            os.replace(unfinished, path)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(unfinished)
            raise
        return name

    def get_available_name(self, name, max_length=None):
        """The same bytes have the same name: nothing gets in the way of itself."""
        return name


UNFINISHED = ".unfinished-"


def originals():
    """The storage of what was uploaded: never served to the public."""
    return storages["originals"]


def renditions():
    """The storage of what readers get."""
    return storages["renditions"]


def original_name(digest):
    """Where an original lies in its storage."""
    return f"{digest[:2]}/{digest[2:]}"


def keep_original(path, digest):
    """Store the file at `path`, whose SHA-256 is `digest`."""
    with open(path, "rb") as file:
        originals().save(original_name(digest), File(file))


def fetch_original(digest, path):
    """Copy an original to `path`. Raises FileNotFoundError."""
    with originals().open(original_name(digest)) as file, open(path, "wb") as copy:
        shutil.copyfileobj(file, copy)


def keep_rendition(data, file_format):
    """Store the bytes of a public file; returns its name."""
    digest = hashlib.sha256(data).hexdigest()
    name = f"{digest[:2]}/{digest[2:]}.{SUFFIX[file_format]}"
    # Written again where it is there already: a clean-up must see that it is wanted.
    renditions().save(name, ContentFile(data))
    return name


def public_url(name):
    """The address of a public file."""
    return f"{settings.PHOTOS_URL}{name}"


def names_in(storage, folder):
    """The names of all files in one folder of a storage: names begin with two characters of it."""
    try:
        _folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return set()
    return {f"{folder}/{file}" for file in files}
