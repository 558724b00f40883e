"""New code into a gunicorn that runs, without a request that is lost or waits.

`python -m newsroom.reload PID`, as docs/deploy/newsroom.service does. gunicorn's own reload (HUP)
sends its processes away when the new ones have begun to load, and readers wait until they have.
Here the new ones are added first, and the old ones go when the new ones answer. Nothing is touched
where the new code does not load or the database lacks its migrations: the old code goes on.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

# Seconds that new processes may take to load, and old ones to answer what they were asked.
PATIENCE = 120


class NotReloaded(Exception):
    """The old code goes on; the message says why."""


def main():
    """The exit status says whether the new code answers."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django
    from django.conf import settings

    django.setup()
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit("python -m newsroom.reload PID: the number of gunicorn's first process.")
    try:
        reload(int(sys.argv[1]), settings.DATA_DIR / "counters")
    except NotReloaded as error:
        sys.exit(f"{error} The old code goes on.")


def reload(master, folder):
    """Put new processes in the place of all that `master` has. Raises NotReloaded."""
    from newsroom.serving.counters import holders

    try_new_code()
    old = children(master)
    for number in range(1, len(old) + 1):
        tell(master, signal.SIGTTIN)
        wait(lambda number=number: len(children(master) - old) >= number, "A process is missing.")
    new = children(master) - old
    # Each holds a lane of counts as soon as it has loaded everything.
    wait(lambda: new <= holders(folder).keys(), "The new processes do not answer.")
    for left in reversed(range(len(old))):
        tell(master, signal.SIGTTOU)
        wait(lambda left=left: len(children(master) & old) <= left, "An old process stays.")


def try_new_code():
    """Load it in a process of its own, and look for its migrations. Raises NotReloaded."""
    from newsroom.serving.health import database_lacks

    loading = subprocess.run(
        [sys.executable, "-c", "import newsroom.wsgi"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if loading.returncode:
        raise NotReloaded(f"The new code does not load: {loading.stderr.strip()[-1000:]}")
    if reason := database_lacks():
        raise NotReloaded(reason)


def children(pid):
    """The processes right below `pid`."""
    found = set()
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found |= {int(child) for child in task.read_text().split()}
    return found


def tell(pid, number):
    """Send a signal. Raises NotReloaded."""
    try:
        os.kill(pid, number)
    except OSError as error:
        raise NotReloaded(f"There is no process {pid} to be told: {error.strerror}.") from error


def wait(holds, sentence):
    """Raises NotReloaded with the sentence where `holds` is not true in time."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise NotReloaded(sentence)
        time.sleep(0.05)


if __name__ == "__main__":
    main()
