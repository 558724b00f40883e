#!/usr/bin/env python
"""Django's commands, with the embedded Postgres started for them where no other is named."""

import os
import sys


def main():
    """Run the command; the embedded server stays up for as long as somebody uses it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.exceptions import ImproperlyConfigured

    from newsroom.embedded import Unavailable

    try:
        from newsroom import settings
    except ImproperlyConfigured as error:
        # A variable of the environment that means nothing: who set it needs no traceback.
        sys.exit(str(error))
    if settings.EMBEDDED is None:
        _execute()
        return
    try:
        server = settings.EMBEDDED.ensure()
    except Unavailable as error:
        sys.exit(str(error))
    try:
        _execute()
    finally:
        server.release()


def _execute():
    """Run the command; where the database cannot be reached a sentence says so."""
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        from newsroom.logs import hidden, is_away

        if "--traceback" in sys.argv or not is_away(error):
            raise
        said = hidden(" ".join(str(error).split()))
        sys.exit(f"The database does not answer: {said} Look at DATABASE_URL and the server.")


if __name__ == "__main__":
    main()
