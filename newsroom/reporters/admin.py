"""Who can be credited, who may do what where, and the users with their memberships."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.admin import KeptByAdministrators, NetworkAdmin, UserAdmin
from newsroom.accounts.models import User
from newsroom.desks.models import Desk

from .models import Membership, Reporter
from .reach import reach_of


@admin.register(Reporter)
class ReporterAdmin(NetworkAdmin):
    """People who can be credited: administrators keep all, a chief editor those of their desks."""

    list_display = ["name", "desk", "user", "active"]
    list_filter = ["active"]
    list_select_related = ["desk", "user"]
    search_fields = ["name", "slug", "desk__name"]
    ordering = ["name", "pk"]
    fields = ["name", "slug", "desk", "user", "biography", "active"]

    def get_queryset(self, request):
        reporters = super().get_queryset(request)
        if self._is_keeper(request):
            return reporters
        return reporters.filter(desk_id__in=_chief_at(request))

    def get_autocomplete_fields(self, request):
        return ["desk", "user"] if self._is_keeper(request) else []

    def get_readonly_fields(self, request, obj=None):
        """The slug is a public address and stays; a login is the administrators' to give."""
        fields = [] if obj is None else ["slug"]
        return fields if self._is_keeper(request) else [*fields, "login"]

    def get_fields(self, request, obj=None):
        """Django would link a user who may only be read, to a page that refuses a chief editor."""
        if self._is_keeper(request):
            return self.fields
        return ["login" if name == "user" else name for name in self.fields]

    @admin.display(description=_("user"))
    def login(self, reporter):
        """The user's name alone."""
        return reporter.user

    def get_prepopulated_fields(self, request, obj=None):
        return {"slug": ["name"]} if obj is None else {}

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "desk" and not self._is_keeper(request):
            kwargs["queryset"] = Desk.objects.filter(pk__in=_chief_at(request)).by_name()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _keeps(self, request, obj):
        if self._is_keeper(request):
            return True
        desks = _chief_at(request)
        return bool(desks) if obj is None else obj.desk_id in desks

    def has_module_permission(self, request):
        return self._keeps(request, None)

    def has_view_permission(self, request, obj=None):
        return self._keeps(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._keeps(request, obj)

    def has_change_permission(self, request, obj=None):
        return self._keeps(request, obj)


def _chief_at(request):
    """Ids of the desks where the signed-in user is chief editor."""
    return reach_of(request.user).desks("chief")


@admin.register(Membership)
class MembershipAdmin(NetworkAdmin):
    """Who has which role where, over all users."""

    list_display = ["user", "role", "desk"]
    list_filter = ["role"]
    list_select_related = ["user", "desk"]
    search_fields = ["user__username", "user__first_name", "user__last_name", "desk__name"]
    ordering = ["user__username", "desk__name", "pk"]
    autocomplete_fields = ["user", "desk"]


class MembershipInline(KeptByAdministrators, admin.TabularInline):
    """A user's roles, on the user's own page."""

    model = Membership
    autocomplete_fields = ["desk"]
    extra = 1


@admin.register(User)
class UserWithMembershipsAdmin(UserAdmin):
    """Users, with their roles beside them."""

    inlines = [MembershipInline]
    list_display = ["username", "full_name", "roles", "account", "signed_in"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("memberships__desk")

    def response_add(self, request, obj, post_url_continue=None):
        """Who signs in is not credited yet: lead on to the form for that, filled in."""
        role = obj.memberships.order_by("pk").first()
        if role is not None:
            name = obj.get_full_name() or obj.username
            known = {"name": name, "slug": slugify(name), "desk": role.desk_id, "user": obj.pk}
            messages.info(
                request,
                format_html(
                    '{} <a href="{}?{}">{}</a>',
                    gettext("They can sign in, but not be credited yet."),
                    reverse("admin:reporters_reporter_add"),
                    urlencode(known),
                    gettext("Enter them under Reporters"),
                ),
            )
        return super().response_add(request, obj, post_url_continue)

    @admin.display(description=_("roles"))
    def roles(self, user):
        return "; ".join(
            f"{capfirst(membership.get_role_display())}, {membership.desk}"
            for membership in user.memberships.all()
        )
