"""Static files as browsers get them: stylesheets go out without their comments.

The comments say why to whoever reads the code, and are an eighth of what a telephone would load.
"""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

COMMENT = r"(?s)/\*.*?\*/\n?"


class Collected(ManifestStaticFilesStorage):
    """Names that change with what is in a file; and of stylesheets only what a browser needs."""

    patterns = (*ManifestStaticFilesStorage.patterns, ("*.css", ((COMMENT, ""),)))

    def url_converter(self, name, hashed_files, template=None):
        """What stands for a match: nothing for a comment, a changing name for an address."""
        if template == "":
            return lambda _comment: ""
        return super().url_converter(name, hashed_files, template)
