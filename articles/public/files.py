"""Public files of photos on readers' hosts."""

from articles.freshness import keys
from articles.freshness.noting import kept
from newsroom.photos import serving

ADDRESS = serving.ADDRESS


def photo(request, name):
    """A file of a photo: for ever, unless its photo is taken down."""
    answer = serving.public_file(request, name)
    # Of a file that is not there, nobody tells when it comes.
    kept(request, keys.file(name))
    return answer
