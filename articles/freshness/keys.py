"""The keys by which a page says what it shows, and Postgres says what changed.

Short words of ASCII without blanks: they stand in a header. The triggers of migration 0001 write
the same ones; that both mean the same is what tests/test_freshness.py tries, address by address.
"""

# What is around every page: the tree of desks and the sections. Every answer depends on it.
ALL = "all"
# Nothing that a page shows: that the moments at which things change by themselves are others now.
AGENDA = "agenda"
# Stories and photos that browsers must not show any more, on whichever desk.
GONE = "gone"
# What topics and reporters are called in addresses: asks who was told that there is no such one.
ADDRESSES = "addresses"
# The first part of the keys of rankings.
READ = "read"
# And of what desks say of themselves.
IMPRINT = "imprint"
# The channel of Postgres on which they are told.
CHANNEL = "newsroom_public"


def desk(desk):
    """All that the host of a desk answers."""
    return f"desk:{desk.pk}"


def below(desk):
    """All that the hosts of a desk and of those below it answer."""
    return f"below:{desk.pk}"


def stories(desk):
    """Any story on the pages of a desk: that it is there, and whatever is shown of it."""
    return f"stories:{desk.pk}"


def daughters(desk):
    """Any story on the pages of the desks right below a desk."""
    return f"daughters:{desk.pk}"


def section(desk, section):
    """The stories of a section on a desk."""
    return f"section:{desk.pk}:{section.pk}"


def month(desk, day):
    """The stories on a desk that first became public in the month of `day`, in the desk's zone."""
    return f"month:{desk.pk}:{day:%Y%m}"


def topic(topic):
    """What a topic is called."""
    return f"topic:{topic.pk}"


def stories_on(desk, topic):
    """The stories on a topic on a desk."""
    return f"topic:{desk.pk}:{topic.pk}"


def reporter(reporter):
    """What is said of a reporter."""
    return f"reporter:{reporter.pk}"


def stories_by(desk, reporter):
    """The stories by a reporter on a desk."""
    return f"reporter:{desk.pk}:{reporter.pk}"


def reporters(desk):
    """Who reports for a desk."""
    return f"reporters:{desk.pk}"


def article(number):
    """One article, on whichever desk."""
    return f"article:{number}"


def read(desk):
    """What the readers of a desk read most."""
    return f"{READ}:{desk.pk}"


def front(desk):
    """What editors arranged on the front of a desk."""
    return f"front:{desk.pk}"


def imprint(desk):
    """What a desk says of itself, and its terms for machines; the desks below inherit them."""
    return f"{IMPRINT}:{desk.pk}"


def file(name):
    """A public file of a photo."""
    return f"file:{name.replace('/', '')[:16]}"
