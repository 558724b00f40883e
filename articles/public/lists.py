"""Sections, topics and reporters: what a desk shows of them, newest first."""

from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from taggit.models import Tag

from newsroom.desks.hosts import address
from newsroom.reporters.models import Reporter

from .frame import all_sections, page, placed
from .paging import page_of


class TopicConverter:
    """A topic's slug, which may hold the letters of any script."""

    regex = r"[^/\0]+"

    def to_python(self, value):
        """The slug as it stands."""
        return value

    def to_url(self, value):
        """The slug as it stands."""
        return value


def section(request, slug):
    """The stories of a section on this desk; a section without stories is still a page."""
    sections = all_sections()
    found = next((each for each in sections if each.slug == slug), None)
    if found is None:
        raise Http404(_("There is no such section."))
    context = {"section": found, "sections": sections}
    return _list(request, "public/section.html", context, section=found)


def topic(request, slug):
    """The stories of a topic on this desk; 404 where this desk has shown none."""
    nothing = _("This desk has no stories on this topic.")
    found = Tag.objects.filter(slug=slug).first()
    if found is None:
        raise Http404(nothing)
    return _list(
        request,
        "public/topic.html",
        {"topic": found},
        version__topic_items__tag=found,
        must_have=nothing,
    )


def reporter(request, slug):
    """A reporter and their stories on this desk; 404 where this desk has shown none."""
    nothing = _("This desk has no stories by this reporter.")
    found = Reporter.objects.select_related("desk").filter(slug=slug).first()
    if found is None:
        raise Http404(nothing)
    return _list(
        request,
        "public/reporter.html",
        {"reporter": found, "home_address": address(found.desk, request=request)},
        version__byline_items__reporter=found,
        must_have=nothing,
    )


def _list(request, template, context, *, must_have="", **which):
    placements = placed(request, request.desk).filter(**which)
    found = page_of(placements.ready_to_print(), request.GET)
    if found is None:
        return HttpResponseRedirect(request.path)
    if must_have and not found.placements and found.is_first:
        raise Http404(must_have)
    return page(request, template, {"page": found} | context)
