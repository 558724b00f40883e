"""What the demo's chief editor requires of a text, so that the checks have something to say."""

from articles.required.keeping import keep

REQUIRED = {
    "news": {"standfirst": 1, "topics": 1},
    "opinion": {"least": 250, "most": 1200},
    "paid": {"source": 1},
}


def load(desk, *, by, at):
    """Set what `desk` requires, kind by kind."""
    for kind, amounts in REQUIRED.items():
        keep(desk, kind, amounts, by=by, at=at)
