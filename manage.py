#!/usr/bin/env python
"""Django's commands, with the embedded Postgres started for them where no other is named."""

import os
import sys


def main():
    """Run the command; the embedded server stays up for as long as somebody uses it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from newsroom.embedded import Unavailable

    try:
        from newsroom import settings
    except ImproperlyConfigured as error:
        # A variable of the environment that means nothing: who set it needs no traceback.
        sys.exit(str(error))
    if settings.EMBEDDED is None:
        execute_from_command_line(sys.argv)
        return
    try:
        server = settings.EMBEDDED.ensure()
    except Unavailable as error:
        sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    finally:
        server.release()


if __name__ == "__main__":
    main()
