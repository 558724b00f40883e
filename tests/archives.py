"""A small archive, made as the large ones are that one rehearses with."""

import io

from django.core.management import call_command

from .factories import NOW

SIZE = {"articles": 300, "desks": 60, "reporters": 90, "users": 80, "photos": 200, "workers": 0}


def make_archive():
    """A network whose articles were never written by anybody."""
    call_command("generate_archive", at=NOW.isoformat(), stdout=io.StringIO(), **SIZE)
