"""The other archive of a comparison: this command once more, in a process with that database.

It is asked a line at a time (JSON) and answers each with one, so it works only while the process
that began it waits.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings

from .rounds import Took

# What the command is called with in the process that answers.
ANSWERING = "--answering"


class There:
    """The other archive's pages, asked for over a pair of streams; as rounds.Here answers."""

    def __init__(self, asked, said):
        self._asked, self._said = asked, said

    def addresses(self, key):
        """The addresses of this kind of page, or None where that archive has none."""
        return self._ask("addresses", key)

    def begin(self, key, address):
        """How many queries the page asks there; None where whoever asks does not get it."""
        return self._ask("begin", key, address)

    def ask(self, key, address):
        """What one answer Took there."""
        return Took(*self._ask("ask", key, address))

    def _ask(self, *question):
        print(json.dumps(question), file=self._asked, flush=True)
        line = self._said.readline()
        if not line:
            raise EOFError("The other archive's process ended; what it said last is above.")
        return json.loads(line)


@contextmanager
def there(place, command, *options):
    """There of the archive at `place`: its data folder, or the address of its database."""
    name = "DATABASE_URL" if "://" in place else "NEWSROOM_DATA"
    elsewhere = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "NEWSROOM_DATA")}
    # Its standard output is what it answers; what is said to people goes where errors go.
    with subprocess.Popen(
        [sys.executable, settings.BASE_DIR / "manage.py", command, *options, ANSWERING],
        env=elsewhere | {name: place},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield There(process.stdin, process.stdout)
        finally:
            # It ends by itself when there is nothing more to read.
            process.stdin.close()


def answer(here, asked, said):
    """Answer from `here` what There asks, until there is nothing more to read."""
    answers = {"addresses": here.addresses, "begin": here.begin, "ask": here.ask}
    for line in asked:
        verb, *values = json.loads(line)
        print(json.dumps(answers[verb](*values)), file=said, flush=True)
