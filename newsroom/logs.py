"""What no log line may hold."""

import logging
import re

# The token of a preview link, wherever an address is written.
TOKEN = re.compile(r"(/preview/)[^/\s\"'?]+")


class SecretsHidden(logging.Filter):
    """Puts … in the place of the tokens of preview links."""

    def filter(self, record):
        """Never drops a line."""
        said = record.getMessage()
        hidden = TOKEN.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, None
        return True
