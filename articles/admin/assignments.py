"""Assignments: the list, a new one, and the page of one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles import html
from articles.models import Article
from articles.models.version import FOREVER
from articles.planning import standing, steps
from articles.planning.models import Assignment
from newsroom.desks.models import Desk
from newsroom.reporters.reach import reach_of

from . import across
from .assignment_form import AssignmentForm, once_more, repeated

PAGE = 50
ON_DASHBOARD = 6
SHOWN = {
    "open": gettext_lazy("Open"),
    "mine": gettext_lazy("Mine"),
    "ideas": gettext_lazy("Ideas"),
    "all": gettext_lazy("All"),
}


def urls(site):
    """The addresses of assignments, below the admin's."""

    def wrap(view):
        def inner(request, *args, **kwargs):
            return view(request, site, *args, **kwargs)

        return site.admin_view(never_cache(inner))

    return [
        path("assignments/", wrap(listed), name="assignments"),
        path("assignments/add/", wrap(add), name="assignment_add"),
        path("assignments/<int:number>/", wrap(page), name="assignment"),
    ]


def address(assignment):
    """Where the assignment stands in the admin."""
    return reverse("admin:assignment", args=[assignment.pk])


def _rows(user):
    rows = Assignment.objects.visible_to(user).select_related(
        "desk", "reporter__user", "section", "article", "proposed_by", "template"
    )
    return rows.defer("article__standfirst")


def seen(request, number):
    """The assignment; 404 where this user does not see it: never whether it exists."""
    found = _rows(request.user).filter(pk=number).first() if number < 2**63 else None
    if found is None:
        raise Http404
    return found


def listed(request, site):
    """The assignments that this user sees, what is due first."""
    show = request.GET.get("show")
    show = show if show in SHOWN else "open"
    rows = _rows(request.user).defer("article__body", "article__standfirst", "brief")
    if show == "mine":
        rows = rows.to_be_done_by(request.user)
    elif show == "ideas":
        rows = rows.to_be_assigned()
    elif show == "open":
        rows = rows.open()
    # Whoever edits at many desks looks at one of them.
    desks = _desks(request.user)
    wanted = request.GET.get("desk", "")
    chosen = next((desk for desk in desks if desk.slug == wanted), None)
    if chosen:
        rows = rows.filter(desk=chosen)
    rows, older = _paged(rows, show, request.GET.get("after", ""))
    for row in rows:
        row.standing = standing.of(row, request.at)
    query = request.GET.copy()
    query.pop("after", None)
    if older:
        query["after"] = older
    context = site.each_context(request) | {
        "title": _("Assignments"),
        "rows": rows,
        "show": show,
        "shown": SHOWN.items(),
        "desks": desks,
        "chosen": chosen,
        "more": f"?{query.urlencode()}" if older else "",
        "may_add": bool(reach_of(request.user).roles),
        "assigns": bool(reach_of(request.user).desks("editor")),
    }
    return render(request, "admin/planning/assignments.html", context)


def on_dashboard(user, *, at):
    """What is with `user`, the first due first, and the ideas and refusals that wait for them.

    Two queries; at most a few rows of each, and the list has the rest.
    """
    rows = Assignment.objects.select_related("desk", "article").defer(
        "brief", "article__body", "article__standfirst"
    )
    mine = list(rows.to_be_done_by(user).order_by("due_at", "pk")[: ON_DASHBOARD + 1])
    desks, ideas = reach_of(user).desks("editor"), []
    if desks:
        waiting = rows.filter(desk_id__in=desks).to_be_assigned()
        ideas = list(waiting.order_by("-pk")[: ON_DASHBOARD + 1])
    for row in mine + ideas:
        row.standing = standing.of(row, at)
    return [
        {
            "name": name,
            "title": title,
            "rows": found[:ON_DASHBOARD],
            "all": f"{reverse('admin:assignments')}?show={name}",
        }
        for name, title, found in (
            ("mine", _("Your assignments"), mine),
            ("ideas", _("Ideas and declined, to be assigned"), ideas),
        )
        if found
    ]


def _desks(user):
    rows = Desk.objects.by_name()
    if not user.is_superuser:
        rows = rows.filter(pk__in=reach_of(user).desks("reporter"))
    return list(rows)


def _paged(rows, show, after):
    """One page of `rows`, and the key after which the next begins; empty on the last."""
    moment, _at, number = after.rpartition("_")
    number = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None
    if show == "all":
        rows = rows.order_by("-pk")
        rows = rows.filter(pk__lt=number) if number else rows
    else:
        rows = rows.annotate(due=Coalesce("due_at", FOREVER)).order_by("due", "pk")
        moment = _moment(moment)
        if number and moment:
            rows = rows.filter(Q(due__gt=moment) | Q(due=moment, pk__gt=number))
    rows = list(rows[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    last = rows[PAGE - 1]
    key = "" if show == "all" else last.due.isoformat()
    return rows[:PAGE], f"{key}_{last.pk}"


def _moment(text):
    """The moment in an address; None where it is none."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None


def add(request, site):
    """Put something on a desk's list: an editor assigns it, a reporter proposes it.

    “Change desk” sends the whole form, and leads to the other desk's: what was typed is there, on
    that desk's clock.
    """
    reach = reach_of(request.user)
    desks = list(Desk.objects.filter(pk__in=reach.desks("reporter"), active=True).by_name())
    if not desks:
        raise PermissionDenied(_("You have no role at an active desk."))
    if request.method == "POST" and "_change_desk" in request.POST:
        return _to_other_desk(request)
    typed = across.kept(request, request.GET.get("typed", ""))
    wanted = request.POST.get("desk") or request.GET.get("desk") or ""
    before = repeated(request)
    if before is not None and not wanted:
        wanted = str(before.desk_id)
    own = {membership.desk_id for membership in request.user.memberships.all()}
    desk = next(
        (desk for desk in desks if wanted in (desk.slug, str(desk.pk))),
        next((desk for desk in desks if desk.pk in own), desks[0]),
    )
    with timezone.override(desk.zone):
        assigns = reach.has("editor", desk.pk)
        if typed:
            given = typed
        elif before:
            given = once_more(before, request.at)
        else:
            given = _begun_on(request.GET.get("day", ""))
        form = AssignmentForm(request.POST or None, initial=given, desk=desk, assigns=assigns)
        status = 200
        if request.method == "POST":
            status = 422
            if form.is_valid():
                made = _propose(request, form, desk)
                if made:
                    across.forget(request, request.GET.get("typed", ""))
                    return made
        context = site.each_context(request) | {
            "title": _("New assignment") if assigns else _("Propose an idea"),
            "form": form,
            "desk": desk,
            "desks": desks,
            "assigns": assigns,
            "is_begun": bool(typed),
            "zone_name": timezone.localtime(request.at).tzname(),
        }
        return render(request, "admin/planning/assignment_add.html", context, status=status)


def _to_other_desk(request):
    """To the form of the desk that was chosen, which begins with what this one holds."""
    names = [*steps.DETAILS, "reporter", "due_at"]
    typed = {name: request.POST[name] for name in names if name in request.POST}
    query = {"desk": request.POST.get("other_desk", ""), "typed": across.keep(request, typed)}
    return HttpResponseRedirect(f"{reverse('admin:assignment_add')}?{urlencode(query)}")


def _begun_on(day):
    """A form begun from a day of the calendar is due on it at noon, in the active zone."""
    moment = _moment(f"{day[:10]}T12:00:00+00:00")
    if moment is None:
        return {}
    return {"due_at": moment.replace(tzinfo=timezone.get_current_timezone())}


def _propose(request, form, desk):
    """The answer to a valid form; None where it is refused."""
    try:
        made = steps.propose(
            desk=desk,
            by=request.user,
            at=request.at,
            values=form.values(),
            reporter=form.cleaned_data.get("reporter"),
            due_at=form.cleaned_data["due_at"],
        )
    except ValidationError as error:
        form.add_error(None, error)
        return None
    messages.success(
        request,
        _("Assigned to %(reporter)s.") % {"reporter": made.reporter}
        if made.reporter
        else _("The idea is on the desk's list."),
    )
    return HttpResponseRedirect(address(made))


def page(request, site, number):
    """One assignment: read, and changed by whoever may."""
    assignment = seen(request, number)
    with timezone.override(assignment.desk.zone):
        form, status = None, 200
        if steps.may_change(request.user, assignment) or request.method == "POST":
            form = AssignmentForm(
                request.POST or None, instance=seen(request, number), desk=assignment.desk
            )
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    steps.change(
                        assignment,
                        by=request.user,
                        at=request.at,
                        edit=form.cleaned_data["edit"],
                        values=form.values(),
                    )
                except steps.NotAllowed as refusal:
                    form.add_error(None, refusal)
                    status = 409
                except ValidationError as error:
                    form.add_error(None, error)
                else:
                    messages.success(request, _("Saved."))
                    return HttpResponseRedirect(address(assignment))
        return _page(request, site, assignment, form, status)


def _page(request, site, assignment, form, status):
    available = steps.available(assignment, by=request.user, at=request.at)
    article = assignment.article
    sees = article and Article.objects.visible_to(request.user).filter(pk=article.pk).exists()
    taken = list(assignment.steps_taken.select_related("by", "reporter").order_by("-pk"))
    labels = {name: each.label for name, each in steps.STEPS.items()}
    labels |= {"propose": _("Proposed"), "change": _("Changed")}
    for each in taken:
        each.label = labels.get(each.step, each.step)
    context = site.each_context(request) | {
        "title": assignment.idea,
        "assignment": assignment,
        "standing": standing.of(assignment, request.at),
        "form": form,
        "steps": available,
        "taken": taken,
        "article": article if sees else None,
        "written": html.word_count(article.body) if sees else None,
        "zone_name": timezone.localtime(request.at).tzname(),
        "may_repeat": reach_of(request.user).has("reporter", assignment.desk_id),
    }
    return render(request, "admin/planning/assignment.html", context, status=status)
