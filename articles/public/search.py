"""The readers' search: one address for each question, and a sentence for whatever finds nothing."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles import search as words
from articles import spelling
from articles.freshness import keys
from articles.freshness.noting import kept, kept_in_memory
from newsroom.desks.hosts import address, host_map
from newsroom.replicas import door

from . import asking, finding, paging
from .cards import card
from .frame import WHOLE_TREE, all_sections, page
from .icons import icon_path
from .tags import printable

SIZE = 15
# Of more words than these each would have to be looked for with too many others.
NEAR = 6
# So long is believed which words there are, where what is shown depends on that.
KNOWN_FOR = timedelta(minutes=1)


@dataclass
class Found:
    """One page of what was found: rows, and the addresses of its neighbours (None: there is none).

    `instead` is the question that was answered instead of the one that was asked; `is_near` says
    that each story lacks one of the words.
    """

    rows: list
    newer: str | None = None
    older: str | None = None
    is_first: bool = True
    instead: str = ""
    instead_address: str = ""
    is_near: bool = False
    # Whether the best end here while there may be more to find.
    ends_best: bool = False

    @property
    def is_whole(self):
        """Whether all that was found is on this page."""
        return self.is_first and self.older is None and not self.is_near


@dataclass
class Row:
    """A story that was found: its headline and a passage as (text, whether it was asked for)."""

    placement: object
    headline: list
    passage: list


def search(request):
    """What the desk shows of what is asked for; the form alone where nothing is."""
    sections = all_sections()
    asked = asking.of(request.GET, request.desk, sections)
    own = request.path if asked.is_empty else request.path + asked.address()
    if any(name in request.GET and not request.GET[name] for name in asking.NAMES):
        # A form sends its empty fields as well; the address of a question has none.
        return HttpResponseRedirect(own)
    found = None
    if asked.is_empty:
        kept(request)
    if not asked.is_empty and not asked.problem:
        found = _found(request, asked)
        if found is None:
            return HttpResponseRedirect(own)
        _keep(request, asked, found)
    context = {
        "asked": asked,
        "typed": asked.typed,
        "page": found,
        "sections": sections,
        "desks": _desks(request, asked.typed["desk"]),
        "canonical": address(request.desk, own, request=request),
        "best": asked.address(order=""),
        "newest": asked.address(order="newest"),
        "card": card(request, _("Search")) if asked.is_empty else None,
    }
    return page(request, "public/search.html", context, status=asked.status)


def _keep(request, asked, found):
    """Say until when the answer holds: the whole town asks when the earth has shaken.

    It is what the desk's stories say, but for words that are not quite those that were typed: which
    there are follows from all desks. Names of topics and reporters may be others' tomorrow.
    """
    if asked.typed["topic"] or asked.typed["reporter"]:
        return
    is_as_typed = found.rows and not found.instead and not asked.wanted.begun
    until = None if is_as_typed else request.at + KNOWN_FOR
    kept_in_memory(request, keys.stories(request.desk), until=until)


def _desks(request, chosen):
    """The desks that the form offers, indented as they stand in the tree.

    All below the host's own, or where those are many, the ones right below it and the chosen one.
    """
    daughters = host_map.daughters(request.desk)
    found = []

    def add(desks, depth):
        for desk in desks:
            found.append({"desk": desk, "indent": "\u2003" * depth})
            add(host_map.daughters(desk), depth + 1)

    add(daughters, 0)
    if len(found) > WHOLE_TREE:
        kept = {desk.pk for desk in daughters}
        return [each for each in found if each["desk"].pk in kept or each["desk"].slug == chosen]
    return found


# --- Finding ------------------------------------------------------------------------------------


def _found(request, asked):
    """The Found of a question, or of what may have been meant; None for the way back to its start.

    Raises Http404 for the key of a page that is none.
    """
    key = next((name for name in ("after", "before") if name in request.GET), None)
    found = _page(request, asked, asked.wanted)
    if found is None or found.rows or key:
        return found
    terms = asked.wanted.positive()
    spellings = spelling.spelt(asked.typed["q"], asked.wanted.terms, door.database())
    for typed, spelt in spellings:
        wanted = replace(asked.wanted, terms=spelt)
        other = replace(asked, typed=asked.typed | {"q": typed}, wanted=wanted)
        found_instead = _page(request, other, wanted)
        if found_instead.rows:
            return replace(found_instead, instead=typed, instead_address=other.address())
    if 1 < len(terms) <= NEAR:
        rows = finding.best(request, asked.wanted, but_one=True, most=SIZE)
        placements = [placement for _score, placement in rows]
        return Found(_rows(terms, placements), is_near=bool(rows))
    return found


def _page(request, asked, wanted):
    query, back = request.GET, "after" in request.GET
    key = query["after"] if back else query.get("before")
    if asked.newest_first:
        beyond = None if key is None else paging.parse_key(key)
        rows = [
            (paging.key_of(placement), placement)
            for placement in finding.newest(
                request, wanted, beyond=beyond, back=back, most=SIZE + 1
            )
        ]
    else:
        beyond = None if key is None else _parse_score(key)
        rows = [
            (f"{score}-{placement.article_id}", placement)
            for score, placement in finding.best(
                request, wanted, beyond=beyond, back=back, most=SIZE + 1
            )
        ]
    more, rows = len(rows) > SIZE, rows[:SIZE]
    if back:
        if not more:
            return None
        rows.reverse()
    placements = [placement for _key, placement in rows]
    found = Found(_rows(wanted.positive(), placements), is_first=key is None)
    if key is not None:
        found.newer = asked.address(after=rows[0][0]) if rows else asked.address()
    if rows and (more or back):
        found.older = asked.address(before=rows[-1][0])
    elif rows and not found.is_first and not asked.newest_first:
        found.ends_best = True
    return found


def _parse_score(text):
    """(score, number) of a key in an address; Http404 for one that is none."""
    parts = text.split("-")
    if len(parts) == 2 and all(part.isascii() and part.isdigit() for part in parts):
        score, number = map(int, parts)
        if max(score, number) <= paging.LARGEST_NUMBER:
            return score, number
    raise Http404(_("There is no such page of this list."))


def _rows(terms, placements):
    """These placements with their passages: one query."""
    versions = [placement.version_id for placement in placements]
    question = words.any_of(terms) if terms else words.Question()
    marked = words.excerpts(question, versions, door.database(), table="articles_version")
    rows = []
    for placement in placements:
        headline, passage = marked.get(placement.version_id, ([], []))
        if placement.headline or not headline:
            headline = [(placement.shown_headline, False)]
        if any(is_asked for _text, is_asked in passage):
            passage = _cut_out(passage)
        else:
            passage = [(placement.version.standfirst, False)]
        rows.append(Row(placement, headline, passage))
    return rows


def _cut_out(passage):
    """A passage with dots where it is cut; at its end always, for Postgres takes its full stop."""
    before = [("… ", False)] if passage[0][0][:1].islower() else []
    return [*before, *passage, (" …", False)]


# --- For browsers -------------------------------------------------------------------------------


def description(request):
    """The search of this desk as browsers keep it (OpenSearch 1.1)."""
    kept(request)
    here = address(request.desk, "/search/", request=request)
    icon = address(request.desk, icon_path(request.desk, "32"), request=request)
    name = printable(request.desk.masthead)
    said = escape(_("Search the stories of %(name)s") % {"name": name})
    return HttpResponse(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name if len(name) <= 16 else _short(request.desk))}</ShortName>\n"
        f"<LongName>{escape(name[:48].strip())}</LongName>\n"
        f"<Description>{said}</Description>\n"
        f'<Image width="32" height="32" type="image/png">{escape(icon)}</Image>\n'
        f'<Url type="text/html" template="{escape(here)}?q={{searchTerms}}"/>\n'
        f"<Language>{request.desk.language}</Language>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        "</OpenSearchDescription>\n",
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


def _short(desk):
    """What a desk is called where its masthead has more than the 16 letters of the standard."""
    return printable(desk.name)[:16].strip()
