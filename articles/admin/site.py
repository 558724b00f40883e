"""The newsroom's admin site: who enters, what every page shows, and the profile."""

from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from articles.talk import forgotten
from newsroom.accounts.models import User
from newsroom.desks.hosts import address
from newsroom.reporters.reach import memberships

from . import (
    assignment_steps,
    assignments,
    budget,
    calendar,
    calendar_move,
    complaints,
    dashboard,
    everywhere,
    following,
    fronts,
    imprint,
    kept,
    mail,
    notes,
    notifications,
    password_reset,
    photo_discard,
    photo_ending,
    photo_library,
    photo_many,
    photo_page,
    photo_takedown,
    photo_upload,
    preview,
    punctuality,
    required,
    second_factor_away,
    second_step,
    story_templates,
    strips,
    two_steps,
    why,
)
from .sign_in import ProfileForm, lacks_second_factor, may_enter

# What keeps the network going, in the order of the navigation; the rest follows.
ADMINISTRATION = ["Desk", "Reporter", "User", "Membership", "Section"]


class NewsroomAdminSite(AdminSite):
    """Sign-in for everybody with a membership, and for network administrators.

    Nothing is asked of django.contrib.auth's permissions: memberships say what a person may do
    with articles, and `is_superuser` who keeps desks and people.
    """

    enable_nav_sidebar = False

    def has_permission(self, request):
        """Whether this request may see anything but the sign-in, and what belongs to it."""
        return may_enter(request.user) and not lacks_second_factor(request.user)

    def admin_view(self, view, cacheable=False):
        """`view` for those who may enter; what somebody had typed who may not any more is kept.

        Whoever has yet to set up a second factor is led there from everywhere.
        """
        protected = super().admin_view(view, cacheable)

        @wraps(view)
        def inner(request, *args, **kwargs):
            if self.has_permission(request):
                return protected(request, *args, **kwargs)
            is_to_set_up = may_enter(request.user)
            if is_to_set_up and view == self.logout:
                return never_cache(view)(request)
            if kept.is_worth_keeping(request):
                sentence = _("You are no longer signed in, so this was not saved.")
                if is_to_set_up:
                    sentence = _("Two-step sign-in is asked of you now, so this was not saved.")
                return never_cache(kept.page)(request, self, sentence, status=403)
            if is_to_set_up:
                return never_cache(two_steps.led_here)(request)
            return protected(request, *args, **kwargs)

        return inner

    def get_urls(self):
        return [
            path("login/code/", self.second_step, name="second_step"),
            path("profile/", self.admin_view(self.profile), name="profile"),
            *two_steps.urls(self),
            *second_factor_away.urls(self),
            path("preview/", self.admin_view(self.preview), name="preview"),
            path("why/", self.admin_view(self.why), name="why"),
            path("required/", self.admin_view(self.required), name="required"),
            path(
                "required/<slug:desk>/<slug:kind>/",
                self.admin_view(self.required_of),
                name="required_of",
            ),
            path("masthead/", self.admin_view(self.imprint), name="imprint"),
            path("calendar/", self.admin_view(self.calendar), name="calendar"),
            path("calendar/move/", self.admin_view(self.calendar_move), name="calendar_move"),
            path("budget/", self.admin_view(self.budget), name="budget"),
            *password_reset.urls(self),
            *assignments.urls(self),
            *assignment_steps.urls(self),
            *complaints.urls(self),
            *story_templates.urls(self),
            *self._talk_urls(),
            *photo_library.urls(self),
            *photo_upload.urls(self),
            *photo_many.urls(self),
            *photo_ending.urls(self),
            *photo_page.urls(self),
            *photo_takedown.urls(self),
            *photo_discard.urls(self),
            *fronts.urls(self),
            *strips.urls(self),
            *punctuality.urls(self),
            path("everywhere/", self.admin_view(everywhere.of_list), name="everywhere"),
            *super().get_urls(),
        ]

    def _talk_urls(self):
        """Notes on an article, and what people are told."""
        notes_on = "articles/article/<int:number>/notes/"

        def to(view, *given):
            """`view` behind the sign-in; what it is given stands between request and address."""
            return self.admin_view(lambda request, **found: view(request, *given, **found))

        return [
            path(notes_on, to(notes.page, self), name="notes"),
            path(f"{notes_on}people/", to(notes.people), name="notes_people"),
            path(f"{notes_on}<int:pk>/", to(notes.thread, self), name="notes_thread"),
            path(f"{notes_on}strike/<int:pk>/", to(notes.strike, self), name="notes_strike"),
            path("notifications/", to(notifications.page, self), name="notifications"),
            path("notifications/followed/", to(following.page, self), name="followed"),
            path("notifications/<int:number>/", to(notifications.opened), name="notification"),
            path("profile/mail/", to(notifications.wishes, self.profile), name="mail_wishes"),
            path("mail/", to(mail.page, self), name="mail"),
        ]

    def each_context(self, request):
        """What every page needs: the masthead, the navigation, and who one is here."""
        context = super().each_context(request)
        entered = context["has_permission"]
        return context | {
            "site_title": request.desk.masthead,
            "site_header": request.desk.masthead,
            "site_url": address(request.desk, request=request),
            "navigation": navigation(request, context["available_apps"]) if entered else [],
            "roles": roles(request.user) if entered else [],
            # Asked where it is printed: a page that is none costs nothing.
            "unread": SimpleLazyObject(lambda: notifications.unread(request.user)),
        }

    def login(self, request, extra_context=None):
        """The sign-in page, with a link for a new password where it can be mailed."""
        return second_step.first_page(request, self, extra_context or {})

    def second_step(self, request):
        """The page that asks for a code after the password."""
        return second_step.page(request, self)

    def password_change(self, request, extra_context=None):
        """One's own password, by who knows the old one; a mail says that it is another."""
        with transaction.atomic():
            response = super().password_change(request, extra_context)
            if response.status_code == 302:
                forgotten.changed(request.user, at=request.at)
        return response

    def index(self, request, extra_context=None):
        """The dashboard: what waits for this person."""
        return super().index(
            request,
            {
                "title": _("Newsroom"),
                "dashboard": dashboard.of(request.user, at=request.at),
                "planned": assignments.on_dashboard(request.user, at=request.at),
            }
            | (extra_context or {}),
        )

    def profile(self, request, mail_form=None):
        """A user's own name, language and mail; `mail_form` is one that was refused."""
        # A copy: what was typed and refused must not show at the head of the page.
        user = User.objects.get(pk=request.user.pk)
        given = request.POST if request.method == "POST" and mail_form is None else None
        form = ProfileForm(given, instance=user)
        if given is not None and form.is_valid():
            form.save()
            with translation.override(user.language):
                messages.success(request, _("Your profile is saved."))
            return HttpResponseRedirect(request.path)
        context = self.each_context(request) | {
            "title": _("Your profile"),
            "form": form,
            "memberships": memberships(request.user),
            "mail_form": mail_form or notifications.MailForm(user=request.user),
            "mails": settings.MAILS,
        }
        request.current_app = self.name
        status = 422 if mail_form else 200
        return TemplateResponse(request, "admin/profile.html", context, status=status)

    def why(self, request):
        """Why a user sees an article and may do this or that with it; for administrators."""
        return why.page(request, self)

    def required(self, request):
        """What a desk requires of its articles; for its chief editors."""
        return required.overview(request, self)

    def required_of(self, request, desk, kind):
        """What a desk requires of one kind of article."""
        return required.of_kind(request, self, desk, kind)

    def imprint(self, request):
        """What a desk says of itself; for its chief editors."""
        return imprint.page(request, self)

    def calendar(self, request):
        """A month, a week or a day of a desk."""
        return calendar.page(request, self)

    def calendar_move(self, request):
        """Move an item of the calendar."""
        return calendar_move.page(request, self)

    def budget(self, request):
        """The list for the conference."""
        return budget.page(request, self)

    def preview(self, request):
        """A desk as its readers will see it at a chosen moment; for its editors."""
        return preview.at_moment(request, self)


def roles(user):
    """What `user` is here, one short text for each role."""
    found = [_("Network administrator")] if user.is_superuser else []
    for membership in memberships(user):
        found.append(f"{capfirst(membership.get_role_display())}, {membership.desk}")
    return found


def navigation(request, apps):
    """The groups of the navigation: only what this person may open.

    `apps` is Django's own list, which has asked each model's admin already.
    """
    models = {model["object_name"]: model for app in apps for model in app["models"]}
    writing = [_item(request, "home", _("Newsroom"), reverse("admin:index"), exact=True)]
    article = models.pop("Article", None)
    if article:
        adding = article["add_url"]
        writing.append(_item(request, "article", article["name"], article["admin_url"], but=adding))
        if adding:
            writing.append(_item(request, "add", _("New article"), adding))
    writing.append(_item(request, "photo", _("Photos"), reverse("admin:photos")))
    writing.append(_item(request, "assignment", _("Assignments"), reverse("admin:assignments")))
    writing.append(_item(request, "calendar", _("Calendar"), reverse("admin:calendar")))
    writing.append(_item(request, "budget", _("Day budget"), reverse("admin:budget")))
    if story_templates.may_keep(request.user):
        url = reverse("admin:story_templates")
        writing.append(_item(request, "template", _("Story templates"), url))
    if fronts.desks_edited(request.user):
        writing.append(_item(request, "front", _("Front"), reverse("admin:fronts")))
    if complaints.may_open(request.user):
        url = reverse("admin:complaints")
        writing.append(_item(request, "complaint", _("Complaints"), url))
    if preview.desks_ahead(request.user):
        writing.append(_item(request, "preview", _("Look ahead"), reverse("admin:preview")))
    order = {name: place for place, name in enumerate(ADMINISTRATION)}
    kept = sorted(models.values(), key=lambda model: order.get(model["object_name"], len(order)))
    keeping = [
        _item(
            request,
            model["object_name"].lower() if model["object_name"] in order else "other",
            model["name"],
            model["admin_url"],
        )
        for model in kept
        if model["admin_url"]
    ]
    if required.desks_kept(request.user):
        keeping.append(_item(request, "required", _("Required parts"), reverse("admin:required")))
        keeping.append(_item(request, "masthead", _("Masthead"), reverse("admin:imprint")))
    if punctuality.desks_of(request.user):
        url = reverse("admin:punctuality")
        keeping.append(_item(request, "punctuality", _("Punctuality"), url))
    if request.user.is_superuser:
        keeping.append(_item(request, "mail", _("Mail"), reverse("admin:mail")))
        keeping.append(_item(request, "why", _("Rights explained"), reverse("admin:why")))
    groups = [{"title": "", "items": writing}]
    if keeping:
        groups.append({"title": _("Administration"), "items": keeping})
    return groups


def _item(request, icon, label, url, *, exact=False, but=None):
    """One link; `current` says whether the page is it or below it (never below `but`)."""
    below = not exact and request.path.startswith(url) and not (but and request.path == but)
    return {
        "icon": icon,
        "label": label,
        "url": url,
        "current": request.path == url or below,
    }
