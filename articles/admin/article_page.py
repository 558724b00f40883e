"""The page of one article: written where one may, read where not; decided about by buttons."""

from contextlib import suppress
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from js_asset import Media

from articles import checks, editing, html, said, settling, workflow
from articles.checklist.assuring import assured_of
from articles.models import Article
from articles.models.revision import Revision
from articles.outbox.announcing import announces
from articles.outbox.models import Delivery
from articles.planning import standing as planned
from articles.planning.models import Assignment
from articles.readings.ranking import times_read
from articles.talk.models import Follow
from articles.writers import is_own
from newsroom.desks.hosts import address
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from . import (
    article_pictures,
    autosave,
    checklist,
    conflict,
    everywhere,
    kept,
    notes,
    presence,
    preview_links,
    standing,
    story_links,
    story_templates,
    taking_in,
    typed,
)
from .article_form import editor_words, often_used
from .taking import change_url, step_url, take

SUBMIT = workflow.STEPS["submit"]
# Steps whose button saves what was typed first: they are about this very text.
ABOUT_THE_TEXT = {"submit", "approve", "issue", "return", "take_back"}
# Of the calls to the world outside the last are shown.
DELIVERIES = 30
# Afterwards a text kept aside is found among the revisions.
UNDECIDED = timedelta(days=7)


def add(request, admin_site):
    """Begin an article at one of the user's desks: first at the one where they are a member and are
    credited, then at another that they are a member of.
    """
    desks = Desk.objects.filter(pk__in=reach_of(request.user).desks("reporter"), active=True)
    wanted = _number(request.POST.get("desk") or request.GET.get("desk"))
    desk = (
        desks.filter(pk=wanted).first()
        or desks.filter(memberships__user=request.user, reporters__user=request.user).first()
        or desks.filter(memberships__user=request.user).by_name().first()
        or desks.by_name().first()
    )
    if desk is None:
        raise PermissionDenied(_("You have no role at an active desk."))
    try:
        beginning = taking_in.beginning(request, desk)
    except taking_in.NotTakenIn as refusal:
        return taking_in.page(request, admin_site, desk, sentence=str(refusal))
    if request.method == "GET" and request.GET.get("begin") == "text":
        return taking_in.page(request, admin_site, desk)
    return _write(
        request, admin_site, None, beginning.desk if beginning else desk, beginning=beginning
    )


def change(request, admin_site, article):
    """Write on, or read, an article that this user sees."""
    if request.method == "POST":
        desk = Desk.objects.filter(pk=_number(request.POST.get("desk"))).first()
        return _write(request, admin_site, article, desk or article.desk)
    if workflow.may_edit_text(request.user, article):
        return _write(request, admin_site, article, article.desk)
    return _read(request, admin_site, article)


def _refused(request, admin_site, article, refusal):
    """The text may not be changed (any more): what was typed is shown again."""
    back = change_url(article) if article else ""
    return kept.page(request, admin_site, str(refusal), status=403, back=back)


def _number(text):
    """A row's number out of a request, or None."""
    with suppress(TypeError, ValueError):
        number = int(text)
        return number if 0 < number < 2**63 else None
    return None


def _write(request, admin_site, article, desk, *, beginning=None):
    """The form; its times are in the zone whose name it showed, at first that of `desk`.

    `beginning` is the Beginning of a new article, which is nothing that was saved.
    """
    posted = request.POST if request.method == "POST" and beginning is None else None
    zone = typed.zone_of(posted, desk)
    begun_with = story_templates.chosen(request, desk) if article is None else None
    with timezone.override(zone):
        form, bylines = typed.forms_of(
            request, article, desk, begun_with=begun_with, beginning=beginning
        )
        status = 200
        if posted is not None:
            try:
                if form.is_valid() & bylines.is_valid():
                    saved = typed.save(request, article, desk, form, bylines, begun_with=begun_with)
                    if article is None and story_templates.left_behind(request, desk):
                        sentence = _("%(desk)s has no such template: its checklist is left out.")
                        messages.warning(request, sentence % {"desk": desk.name})
                    return autosave.confirmed(request, _saved(request, saved))
                status = 422
            except editing.Stale as stale:
                return conflict.page(request, admin_site, stale.aside, status=409)
            except ValidationError as error:
                form.add_error(None, error)
                status = 422
            except PermissionDenied as refusal:
                return _refused(request, admin_site, article, refusal)
        if article is not None:
            # The form has put what was typed into its instance: the page is about what is stored.
            article = Article.objects.select_related("desk", "section").get(pk=article.pk)
            if not workflow.may_edit_text(request.user, article):
                return _refused(request, admin_site, article, editing.closed(article))
            Revision.objects.keep_latest(article)
        context = _context(request, admin_site, article, desk)
        if _may_submit(request.user, article) and SUBMIT not in context["about_text"]:
            # What is missing may be in the form: it is saved first, and then looked at.
            context["about_text"].insert(0, SUBMIT)
        context |= {
            "form": form,
            "bylines": bylines,
            "often": often_used(desk, user=request.user),
            "begun_with": begun_with,
            # At another desk it is not offered; back at its own it is again.
            "template_named": begun_with.pk if begun_with else request.POST.get("template", ""),
            "beginning": beginning,
            "is_empty": article is None and posted is None and beginning is None,
            "zone": zone,
            "zone_name": timezone.localtime(request.at).tzname(),
            "undecided": _undecided(request, article),
            "editor_words": editor_words(),
            "words_a_minute": checks.WORDS_A_MINUTE,
            "pictures": article_pictures.context(form, desk),
            "stories": story_links.context(html.clean(form["body"].value()), at=request.at),
            "media": Media.from_media(form.media, nonce=str(request.csp_nonce)),
        }
        if posted is not None:
            context["base"] = typed.base_fields(posted)
        return render(request, "admin/articles/article_form.html", context, status=status)


def _undecided(request, article):
    """Where this user's text waits that was written over somebody else's; empty without one."""
    if article is None:
        return ""
    aside = settling.waiting(article, request.user, since=request.at - UNDECIDED)
    return autosave.conflict_address(aside) if aside else ""


def _may_submit(user, article):
    """Whether `user` may submit the article once it is complete."""
    if article is None:
        return True
    return article.state in SUBMIT.states and workflow.role_allows(SUBMIT, user, article)


def _saved(request, article):
    """Say that it is saved, and go on to the step whose button was pressed."""
    step = workflow.STEPS.get(request.POST.get("_step", ""))
    if step is None:
        messages.success(request, _saved_how(article))
        return HttpResponseRedirect(change_url(article))
    if step.asks:
        return HttpResponseRedirect(step_url(article, step))
    try:
        return take(request, article, step, edit=article.edit)
    except ValidationError as refusal:
        messages.warning(
            request, _("Saved, but not taken further:") + " " + " ".join(refusal.messages)
        )
    return HttpResponseRedirect(change_url(article))


def _saved_how(article):
    """What became of what was typed."""
    merged = article.revisions.filter(edit=article.edit, origin="merge").exists()
    if not merged:
        return _("Saved.")
    return _("Saved, together with what somebody else changed in the meantime: read it once more.")


def _read(request, admin_site, article):
    """The article as text, for whoever sees it and may not write in it now."""
    with timezone.override(article.desk.zone):
        return render(
            request,
            "admin/articles/article_read.html",
            _context(request, admin_site, article, article.desk)
            | {
                "cares": said.shown("care", article.care),
                "pictures": article_pictures.as_read(article),
                "linked_stories": story_links.as_read(article.body, request),
            },
        )


def _context(request, admin_site, article, desk):
    """What both pages show: where it stands, what may be done, what was decided."""
    context = admin_site.each_context(request) | {
        "title": article.headline if article else _("New article"),
        "article": article,
        "desk": desk,
        "about_text": [],
    }
    if article is None:
        return context | {"offered": story_templates.offered(desk)}
    versions = list(article.versions.select_related("desk", "issued_by").order_by("-number"))
    # What was written there may name whom readers are not told of.
    decides = reach_of(request.user).has("editor", article.desk_id)
    assured = assured_of(versions) if decides else {}
    notices = list(article.notices.select_related("by").order_by("-pk"))
    decisions = list(article.decisions.select_related("by", "version").order_by("-pk"))
    steps = workflow.available(article, by=request.user, at=request.at)
    live = next((version for version in versions if version.is_live(request.at)), None)
    states = dict(Article.State.choices)
    for decision in decisions:
        step = workflow.STEPS.get(decision.step)
        decision.label = step.label if step else decision.step
        if decision.from_state != decision.to_state:
            decision.moved = (states[decision.from_state], states[decision.to_state])
    moves = [decision for decision in decisions if decision.from_state != decision.to_state]
    # Whoever writes on finds first why it is a draft again.
    latest = moves[0] if moves and article.state == Article.State.DRAFT else None
    returned = latest if latest and latest.note else None
    assignment = Assignment.objects.visible_to(request.user).filter(article=article)
    assignment = assignment.select_related("desk", "reporter", "section", "template").first()
    if assignment is not None:
        assignment.article = article
        context |= {
            "assignment": assignment,
            "assignment_standing": planned.of(assignment, request.at),
            "written": html.word_count(article.body),
        }
    this = preview_links.with_working(Article.objects.filter(pk=article.pk), request.at)
    follows = Follow.objects.filter(user=request.user, article=OuterRef("pk"))
    with_pills = standing.with_spans(this.annotate(follows=Exists(follows))).first()
    return context | {
        "pills": standing.of(with_pills, request.at),
        "checklist": checklist.of(article),
        "checks": checks.by_level(checks.findings(article, by=request.user, at=request.at)),
        "working_links": with_pills.working_links,
        # Its writers are told anyway.
        "may_follow": with_pills.follows or not is_own(request.user, article),
        "follows": with_pills.follows,
        "fields_at": "" if workflow.may_edit_text(request.user, article) else None,
        "about_text": [step for step in steps if step.name in ABOUT_THE_TEXT],
        "held_up": workflow.held_up(article, by=request.user, at=request.at),
        "other_steps": [step for step in steps if step.name not in ABOUT_THE_TEXT],
        "decisions": decisions,
        "returned": returned,
        "deliveries": _deliveries(article),
        "everywhere": everywhere.panel(article, at=request.at) if versions else None,
        "versions": [
            (v, standing.of_version(v, with_pills.withdrawals, request.at), assured.get(v.pk))
            for v in versions
        ],
        "notices": notices,
        "times_read": times_read(article, at=request.at) if versions else None,
        "live": live,
        "may_begin": bool(reach_of(request.user).roles),
        "live_address": address(live.desk, live.path, request=request) if live else "",
        "credits": article.bylines.select_related("reporter").order_by("position", "pk"),
        "topics": article.topic_items.select_related("tag").order_by("pk"),
        "notes": notes.panel(request.user, article),
        "others": presence.others(article, request.user, at=request.at),
    }


def _deliveries(article):
    """What the world outside was told of the article, the last first; no query where it is not."""
    if not announces():
        return []
    found = Delivery.objects.filter(version__article=article).select_related("version", "desk")
    return list(found.order_by("-next_at", "-pk")[:DELIVERIES])
