"""What ails a deployment, and what to do about it: a list of small examinations.

An examination is a function of one Patient that yields findings; each stands in EXAMINATIONS once.
"""

import getpass

from django.db import DatabaseError

from . import (
    caches,
    database,
    machine,
    outside,
    people,
    photos,
    processes,
    rules,
    setup,
    work,
)
from .findings import FINE, LOOK, WRONG, Finding, Patient

EXAMINATIONS = (
    *database.EXAMINATIONS,
    *rules.EXAMINATIONS,
    *machine.EXAMINATIONS,
    *setup.EXAMINATIONS,
    *photos.EXAMINATIONS,
    *caches.EXAMINATIONS,
    *processes.EXAMINATIONS,
    *work.EXAMINATIONS,
    *people.EXAMINATIONS,
)
# Only where it is asked for: these ask others than the newsroom's own servers.
OUTSIDE = outside.EXAMINATIONS


def examine(patient, examinations):
    """All findings; what needs the database is left out while it does not answer."""
    found = [*database.answers(patient)]
    if any(finding.level == WRONG for finding in found):
        examinations = [each for each in examinations if not each.needs_database]
    for examination in examinations:
        if examination is database.answers:
            continue
        try:
            found += examination(patient)
        except DatabaseError as error:
            # Its tables may be missing: of that another finding tells.
            said = str(error).strip().splitlines()[0]
            sentence = f"This cannot be examined: {said}"
            found.append(Finding(examination.about, WRONG, sentence, "Mend the rest first."))
        except OSError as error:
            sentence = f"This cannot be examined by {getpass.getuser()}: {error}"
            advice = "Run the doctor as the newsroom's user."
            found.append(Finding(examination.about, LOOK, sentence, advice))
    return found


__all__ = ["EXAMINATIONS", "FINE", "LOOK", "OUTSIDE", "WRONG", "Finding", "Patient", "examine"]
