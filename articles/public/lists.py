"""Sections, topics and reporters: what a desk shows of them, newest first."""

from django.http import Http404, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag

from articles.freshness import keys
from articles.freshness.noting import kept
from articles.models.entry import ReporterEntry, TopicEntry
from newsroom.desks.hosts import address
from newsroom.reporters.models import Reporter

from . import linked
from .asked import Question
from .cards import card
from .frame import all_sections, page
from .paging import listed, page_of

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


def in_section(visible, desk, *, section):
    """A desk's placements in a section."""
    return visible.on(desk).filter(section=section)


def on_topic(visible, desk, *, topic):
    """The entries of a desk's list of a topic."""
    return entered(TopicEntry, visible, desk).filter(tag_id=topic)


def by_reporter(visible, desk, *, reporter):
    """The entries of a desk's list of what a reporter wrote."""
    return entered(ReporterEntry, visible, desk).filter(reporter_id=reporter)


def entered(model, visible, desk):
    """The entries of a desk whose placements may be seen."""
    return model.objects.filter(desk_id=desk.pk, placement_id__in=visible.values("pk"))


def _topic(visible, desk, *, at, slug):
    return Tag.objects.filter(slug=slug)


def _reporter(visible, desk, *, at, slug):
    return Reporter.objects.select_related("desk").filter(slug=slug)


IN_SECTION, ON_TOPIC, BY_REPORTER = listed(in_section), listed(on_topic), listed(by_reporter)
TOPIC, REPORTER = Question(_topic), Question(_reporter)


def section_called(request, slug, sections=None):
    """A section; one without stories is still there."""
    sections = all_sections() if sections is None else sections
    found = next((each for each in sections if each.slug == slug), None)
    if found is None:
        kept(request)
        raise Http404(_("There is no such section."))
    kept(request, keys.section(request.desk, found))
    return found


def topic_called(request, slug):
    """A topic; 404 for none. A desk's stories on it may be none."""
    found = TOPIC(request, request.desk, slug=slug)
    if not found:
        kept(request, keys.stories(request.desk), keys.ADDRESSES)
        raise Http404(str(NO_TOPIC))
    [found] = found
    kept(request, keys.topic(found), keys.stories_on(request.desk, found))
    return found


def reporter_called(request, slug):
    """A reporter; 404 for nobody. Their stories on a desk may be none."""
    found = REPORTER(request, request.desk, slug=slug)
    if not found:
        kept(request, keys.stories(request.desk), keys.ADDRESSES)
        raise Http404(str(NO_REPORTER))
    [found] = found
    kept(request, keys.reporter(found), keys.stories_by(request.desk, found))
    return found


def section(request, slug):
    """The page of a section."""
    sections = all_sections()
    found = section_called(request, slug, sections)
    context = {"section": found, "sections": sections} | _named(request, found.name)
    return _list(request, "public/section.html", context, IN_SECTION, section=found.pk)


def topic(request, slug):
    """The page of a topic; 404 where this desk has shown none."""
    found = topic_called(request, slug)
    context = {"topic": found} | _named(request, capfirst(found.name))
    return _list(
        request, "public/topic.html", context, ON_TOPIC, must_have=NO_TOPIC, topic=found.pk
    )


def reporter(request, slug):
    """The page of a reporter; 404 where this desk has shown no story by them."""
    found = reporter_called(request, slug)
    context = {
        "reporter": found,
        "home_address": address(found.desk, request=request),
        "head": (found, request.path),
        "card": card(request, found.name, description=found.biography),
        "linked": linked.person(request, found),
    }
    return _list(
        request,
        "public/reporter.html",
        context,
        BY_REPORTER,
        must_have=NO_REPORTER,
        reporter=found.pk,
    )


def _named(request, name):
    """What a list is called by other sites and machines."""
    return {
        "head": (name, request.path),
        "card": card(request, name),
        "linked": linked.listed(request, name),
    }


def _list(request, template, context, question, *, must_have="", **about):
    found = page_of(request, question, **about)
    if found is None:
        return HttpResponseRedirect(request.path)
    if must_have and not found.placements and found.is_first:
        raise Http404(str(must_have))
    return page(request, template, {"page": found} | context)
