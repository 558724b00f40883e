"""The demo's saved views of the list of articles."""

from articles.models.saved_view import SavedView

# The owner's login, the name, the list's query, and the desk it is shared with.
VIEWS = [
    ("chief", "Menunggu disunting", "state=in_review", "nusantara"),
    ("editor", "Soal danau", "q=danau", "jambi"),
    ("editor", "Draf ekonomi", "state=draft&section=ekonomi", None),
]


def load(users, desks):
    """Save them; `users` by login and `desks` by slug."""
    SavedView.objects.bulk_create(
        SavedView(owner=users[login], name=name, query=query, desk=desk and desks[desk])
        for login, name, query, desk in VIEWS
    )
