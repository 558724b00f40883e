"""Which desk answers at which host: a map in memory that follows the table (rereading.py)."""

import re
from itertools import count
from typing import NamedTuple

from .rereading import Rereading

HOST = re.compile(r"([a-z0-9.-]*[a-z0-9-])\.?(:[0-9]+)?")
LOCAL = re.compile(r"127\.0\.0\.1|(?:.+\.)?localhost")


class _Tree(NamedTuple):
    """The active desks at one moment: what the table said, and how they are found."""

    number: int
    told: tuple
    by_host: dict
    by_id: dict
    daughters: dict
    root: object

    @classmethod
    def of(cls, desks, told, number):
        """The tree of `desks`, in the order of their numbers; they know the number of the tree."""
        from django.conf import settings

        by_id = {desk.pk: desk for desk in desks}
        by_host = {desk.host.lower(): desk for desk in desks}
        root = next((desk for desk in desks if desk.parent_id is None), None)
        daughters = {}
        for desk in sorted(desks, key=lambda desk: desk.name):
            daughters.setdefault(desk.parent_id, []).append(desk)
            if desk.parent_id in by_id:
                desk.parent = by_id[desk.parent_id]
        if settings.LOCAL_HOSTS:
            # A host that was given to a desk wins over the local name of another.
            for desk in desks:
                by_host.setdefault(f"{desk.slug}.localhost".lower(), desk)
            if root:
                by_host.setdefault("localhost", root)
                by_host.setdefault("127.0.0.1", root)
        for desk in desks:
            desk.tree = number
        return cls(number, told, by_host, by_id, daughters, root)


def _told(desks):
    """All that the table says of `desks`."""
    fields = [field.attname for field in desks[0]._meta.concrete_fields] if desks else ()
    return tuple(tuple(getattr(desk, name) for name in fields) for desk in desks)


class HostMap:
    """The active desks by host and by id, read again as Rereading says."""

    def __init__(self):
        self._last, self._numbers = _Tree(0, (), {}, {}, {}, None), count(1)
        self._trees = Rereading(self._read)

    def forget(self):
        """Read the table again at the next question."""
        self._trees.forget()

    def _read(self):
        from .models import Desk

        desks = list(Desk.objects.active().order_by("pk"))
        # Another number for each tree, the same one while the table says the same.
        told, last = _told(desks), self._last
        number = last.number if told == last.told else next(self._numbers)
        self._last = tree = _Tree.of(desks, told, number)
        return tree

    def tree(self):
        """A number that is another one after each change of the active desks.

        What is made of the tree alone may be kept as long as this stays the same.
        """
        return self._trees.now().number

    def tree_of(self, desk):
        """The number of the tree that `desk` was read with: of its desks there may be newer ones.

        That is what a page is known by that began before a change, and ends after it.
        """
        return getattr(desk, "tree", None) or self.tree()

    def desk_at(self, host):
        """The active desk that answers at `host` (no port, no dot behind it), or None."""
        return self._trees.now().by_host.get(host.lower())

    def hosts(self):
        """Every host that is answered."""
        return list(self._trees.now().by_host)

    def root(self):
        """The network itself, or None while there is none."""
        return self._trees.now().root

    def desks(self):
        """All active desks by id."""
        return self._trees.now().by_id

    def daughters(self, desk):
        """The active desks right below `desk`, by name."""
        return list(self._trees.now().daughters.get(desk.pk, ()))

    def branch(self, desk):
        """The desks from the network down to `desk` itself."""
        by_id, found = self._trees.now().by_id, []
        while desk is not None:
            found.append(desk)
            desk = by_id.get(desk.parent_id)
        return found[::-1]


host_map = HostMap()


class DeskHosts(list):
    """ALLOWED_HOSTS as Django reads it: the hosts of the active desks, and the staff host."""

    def __iter__(self):
        from django.conf import settings

        yield from host_map.hosts()
        if settings.STAFF_HOST:
            yield settings.STAFF_HOST

    def __len__(self):
        return 1  # Django asks only whether it is empty; that must not need the database.


def address(desk, path="/", *, request=None):
    """The absolute address of `path` on the desk's host.

    On a loopback host the desk's local name and the port of `request` are kept, so that a
    newsroom tried on one machine links to itself.
    """
    if request is None:
        return _base(desk, "") + path
    # A page asks for hundreds: of each desk once.
    known = request.__dict__.setdefault("_addresses", {})
    key = (desk.pk, desk.host)
    if key not in known:
        known[key] = _base(desk, host_of(request))
    return known[key] + path


def host_of(request):
    """The host that `request` was asked for at, looked at once: `request.get_host()`."""
    known = request.__dict__
    if "_host" not in known:
        known["_host"] = request.get_host()
    return known["_host"]


def spelt(asked_at):
    """The host of a request in its one spelling, by which pages are made and kept.

    Small letters, no dot at its end and no port, which is any number that somebody likes; but that
    of a newsroom tried on one machine, whose links keep it. What is no host stays as it is.
    """
    if asked_at.islower() and ":" not in asked_at and not asked_at.endswith("."):
        return asked_at
    from django.conf import settings

    found = HOST.fullmatch(asked_at.lower())
    if found is None:
        return asked_at
    if settings.LOCAL_HOSTS and LOCAL.fullmatch(found[1]):
        return found[1] + (found[2] or "")
    return found[1]


def _base(desk, asked_at):
    """Scheme and host of `desk`, for a page that was asked for at the host `asked_at`, or ""."""
    from django.conf import settings

    scheme = "https" if settings.HTTPS else "http"
    if asked_at and settings.LOCAL_HOSTS:
        name, _, port = asked_at.partition(":")
        if name == "127.0.0.1" or name == "localhost" or name.endswith(".localhost"):
            local = "localhost" if desk.parent_id is None else f"{desk.slug}.localhost".lower()
            if host_map.desk_at(local) == desk:
                return f"{scheme}://{local}{':' + port if port else ''}"
    return f"{scheme}://{desk.host.lower()}"


def staff_address(path):
    """The absolute address of `path` on the staff host, where there is no request to ask.

    On one machine, with local hosts on, the newsroom's own port. Raises LookupError while there is
    no network.
    """
    from django.conf import settings

    scheme = "https" if settings.HTTPS else "http"
    if settings.STAFF_HOST:
        return f"{scheme}://{settings.STAFF_HOST}{path}"
    if settings.LOCAL_HOSTS:
        return f"{scheme}://localhost:{settings.PORT}{path}"
    root = host_map.root()
    if root is None:
        raise LookupError("There is no network yet, and no staff host is set.")
    return f"{scheme}://{root.host.lower()}{path}"
