"""Sections, topics and reporters: what a desk shows of them, newest first."""

from django.http import Http404, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag

from newsroom.desks.hosts import address
from newsroom.reporters.models import Reporter

from . import linked
from .cards import card
from .frame import all_sections, page, placed
from .notices import marked
from .paging import page_of
from .pictures import with_leads

NO_TOPIC = gettext_lazy("This desk has no stories on this topic.")
NO_REPORTER = gettext_lazy("This desk has no stories by this reporter.")


class TopicConverter:
    """A topic's slug, which may hold the letters of any script."""

    regex = r"[^/\0]+"

    def to_python(self, value):
        """The slug as it stands."""
        return value

    def to_url(self, value):
        """The slug as it stands."""
        return value


def in_section(request, slug, sections=None):
    """A section and its stories on this desk; a section without stories is still there."""
    sections = all_sections() if sections is None else sections
    found = next((each for each in sections if each.slug == slug), None)
    if found is None:
        raise Http404(_("There is no such section."))
    return found, placed(request, request.desk).filter(section=found)


def on_topic(request, slug):
    """A topic and its stories on this desk; 404 for no topic, the stories may be none."""
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        raise Http404(str(NO_TOPIC))
    return found, placed(request, request.desk).filter(version__topic_items__tag=found)


def by_reporter(request, slug):
    """A reporter and their stories on this desk; 404 for nobody, the stories may be none."""
    found = Reporter.objects.select_related("desk").filter(slug=slug).first()
    if found is None:
        raise Http404(str(NO_REPORTER))
    return found, placed(request, request.desk).filter(version__byline_items__reporter=found)


def section(request, slug):
    """The page of a section."""
    sections = all_sections()
    found, placements = in_section(request, slug, sections)
    context = {"section": found, "sections": sections} | _named(request, found.name)
    return _list(request, "public/section.html", context, placements)


def topic(request, slug):
    """The page of a topic; 404 where this desk has shown none."""
    found, placements = on_topic(request, slug)
    context = {"topic": found} | _named(request, capfirst(found.name))
    return _list(request, "public/topic.html", context, placements, must_have=NO_TOPIC)


def reporter(request, slug):
    """The page of a reporter; 404 where this desk has shown no story by them."""
    found, placements = by_reporter(request, slug)
    context = {
        "reporter": found,
        "home_address": address(found.desk, request=request),
        "card": card(request, found.name, description=found.biography),
        "linked": linked.person(request, found),
    }
    return _list(request, "public/reporter.html", context, placements, must_have=NO_REPORTER)


def _named(request, name):
    """What a list is called by other sites and machines."""
    return {"card": card(request, name), "linked": linked.listed(request, name)}


def _list(request, template, context, placements, *, must_have=""):
    found = marked(placements.ready_to_print(), at=request.at)
    pictured = with_leads(found, at=request.at, desk=request.desk)
    found = page_of(pictured, request.GET)
    if found is None:
        return HttpResponseRedirect(request.path)
    if must_have and not found.placements and found.is_first:
        raise Http404(str(must_have))
    return page(request, template, {"page": found} | context)
