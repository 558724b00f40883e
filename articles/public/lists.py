"""Sections, topics and reporters: what a desk shows of them, newest first."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from taggit.models import Tag

from articles.models.placement import Placement
from articles.models.section import Section
from newsroom.reporters.models import Reporter

from .frame import page
from .paging import page_of


def section(request, slug):
    """The stories of a section on this desk; a section without stories is still a page."""
    found = get_object_or_404(Section, slug=slug)
    return _list(request, "public/section.html", {"section": found}, section=found)


def topic(request, slug):
    """The stories of a topic on this desk; 404 where this desk has shown none."""
    found = get_object_or_404(Tag, slug=slug)
    return _list(
        request,
        "public/topic.html",
        {"topic": found},
        version__topic_items__tag=found,
        must_have=_("This desk has no stories on this topic."),
    )


def reporter(request, slug):
    """A reporter and their stories on this desk; 404 where this desk has shown none."""
    found = get_object_or_404(Reporter.objects.select_related("desk"), slug=slug)
    return _list(
        request,
        "public/reporter.html",
        {"reporter": found},
        version__byline_items__reporter=found,
        must_have=_("This desk has no stories by this reporter."),
    )


def _list(request, template, context, *, must_have="", **which):
    placements = Placement.objects.live(request.at).on(request.desk).filter(**which)
    found = page_of(placements.ready_to_print(), request.GET)
    if must_have and not found.placements and found.is_first:
        raise Http404(must_have)
    return page(request, template, {"page": found} | context)
