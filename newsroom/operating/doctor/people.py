"""Who signs in with less than they are asked for."""

from django.conf import settings

from articles.admin.sign_in import lacks_second_factor, may_enter
from newsroom.accounts.models import User

from .findings import FINE, LOOK, examination

# So many are named; of a whole network nobody reads more.
NAMED = 10


@examination("second factor", needs_database=True)
def second_factor(patient):
    if settings.SECOND_FACTOR == "optional":
        yield FINE, "A second factor is everybody's own choice (NEWSROOM_SECOND_FACTOR)."
        return
    users = User.objects.filter(is_active=True).order_by("username")
    lacking = [user.username for user in users if may_enter(user) and lacks_second_factor(user)]
    if not lacking:
        yield FINE, "Whoever is asked for a second factor has one."
        return
    more = len(lacking) - NAMED
    names = ", ".join(lacking[:NAMED]) + (f" and {more} more" if more > 0 else "")
    yield (
        LOOK,
        f"Asked for a second factor and without one as yet: {names}.",
        "They are led to it when they come next; who never comes should not be active.",
    )


EXAMINATIONS = (second_factor,)
