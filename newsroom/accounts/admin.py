"""Who keeps the network in the admin, and the admin of users.

`newsroom.reporters.admin` registers users, because it knows their memberships.
"""

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.hashers import is_password_usable
from django.contrib.auth.models import Group
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .models import User

# Roles at desks say what a person may do; groups would say it a second time.
admin.site.unregister(Group)

COUNTED = 20


def _moment(at):
    """A moment as people here read it, with the name of their zone."""
    return date_format(timezone.localtime(at), "j M Y H:i T")


class SearchSelect(AutocompleteSelect):
    """Django's search field; a posted value that is no id is an error and not a crash.

    In valid HTML a required select begins with an empty option, and no option is without words;
    the form itself says what is required.
    """

    def optgroups(self, name, value, attr=None):
        ids = [chosen for chosen in value if str(chosen).isdecimal() and len(str(chosen)) < 19]
        groups = super().optgroups(name, ids, attr)
        for _name, options, _index in groups:
            for option in options:
                option["label"] = option["label"] or "—"
        return groups

    def use_required_attribute(self, initial):
        return False


class KeptByAdministrators:
    """For an admin or an inline that network administrators see and nobody else."""

    def _is_keeper(self, request):
        return request.user.is_active and request.user.is_superuser

    def has_module_permission(self, request):
        return self._is_keeper(request)

    def has_view_permission(self, request, obj=None):
        return self._is_keeper(request)

    def has_add_permission(self, request, obj=None):
        return self._is_keeper(request)

    def has_change_permission(self, request, obj=None):
        return self._is_keeper(request)

    def has_delete_permission(self, request, obj=None):
        return self._is_keeper(request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SearchSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Choose what there is; people and places are made and changed on pages of their own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class NetworkAdmin(KeptByAdministrators, admin.ModelAdmin):
    """An admin of people or places: light lists, and nothing in use is ever deleted."""

    actions = None
    show_facets = admin.ShowFacets.NEVER

    def changelist_view(self, request, extra_context=None):
        """Django's own, headed by what it lists."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def get_deleted_objects(self, objs, request):
        """What would go and what forbids it, counted and never listed: there may be thousands."""
        going, protected = [], []
        for obj in objs:
            going.append(str(obj))
            for relation, text in _uses(obj):
                where = protected if relation.on_delete is models.PROTECT else going
                if text not in where:
                    where.append(text)
        return going, {}, set(), protected

    def delete_view(self, request, object_id, extra_context=None):
        """Django's own; what came into use while the question stood is a sentence, not a 500."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except models.ProtectedError:
            messages.error(request, _("It is in use by now, and was not deleted."))
            return HttpResponseRedirect(request.path)


def _uses(obj):
    """The relations that point at `obj`, each with a text such as "articles (3)"."""
    for relation in obj._meta.get_fields(include_hidden=True):
        points_here = relation.auto_created and not relation.concrete and relation.field is not None
        if not points_here or relation.many_to_many or relation.related_model._meta.auto_created:
            continue
        found = relation.related_model._base_manager.filter(**{relation.field.name: obj})
        count = found[: COUNTED + 1].count()
        if count:
            meta = relation.related_model._meta
            if not getattr(relation.related_model, "counted", True):
                # How much of it there is would tell what only some may know.
                yield relation, str(meta.verbose_name_plural)
                continue
            # What versions keep beside their text has no name of its own in the newsroom.
            named = "verbose_name_plural" in meta.original_attrs
            name = meta.verbose_name_plural if named else _("published versions")
            yield relation, f"{name} ({count if count <= COUNTED else f'{COUNTED}+'})"


LABELS = {"is_superuser": _("Network administrator")}
HELP = {
    "is_superuser": _(
        "Keeps desks, people and sections. It gives no right to decide about articles: "
        "roles at desks do."
    ),
    "is_active": _("An inactive user cannot sign in; what they wrote and decided stays."),
}


class NewUserForm(UserCreationForm):
    """A user with a password that the administrator hands over."""

    class Meta:
        model = User
        fields = ["username"]
        labels = LABELS
        help_texts = HELP


class PasswordWidget(ReadOnlyPasswordHashWidget):
    """Whether there is a password: how it is kept, and a part of it, is nobody's to read."""

    def get_context(self, name, value, attrs):
        """Django's, with a sentence in the place of the hash."""
        is_set = bool(value) and is_password_usable(value)
        said = _("There is a password.") if is_set else _("There is no password yet.")
        return super().get_context(name, value, attrs) | {"summary": [{"label": said}]}


class UserForm(UserChangeForm):
    """A user, without the password, which has a page of its own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "password" in self.fields:
            self.fields["password"].widget = PasswordWidget()

    class Meta:
        model = User
        fields = "__all__"
        labels = LABELS
        help_texts = HELP


class NewPasswordForm(AdminPasswordChangeForm):
    """A new password that the administrator hands over; who may no longer enter is inactive."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)


class Accounts(admin.SimpleListFilter):
    """Users by what is special about their account."""

    title = _("account")
    parameter_name = "account"
    kinds = {
        "active": (_("active"), {"is_active": True}),
        "inactive": (_("not active"), {"is_active": False}),
        "administrator": (_("administrator"), {"is_superuser": True}),
        "two-steps": (_("two-step sign-in"), {"second_factor_since__isnull": False}),
        "one-step": (
            _("active, without two-step sign-in"),
            {"is_active": True, "second_factor_since": None},
        ),
    }

    def lookups(self, request, model_admin):
        """The kinds there are, in words."""
        return [(kind, capfirst(words)) for kind, (words, _filter) in self.kinds.items()]

    def queryset(self, request, queryset):
        """Those of the chosen kind."""
        _words, chosen = self.kinds.get(self.value(), ("", {}))
        return queryset.filter(**chosen)


class UserAdmin(NetworkAdmin, auth_admin.UserAdmin):
    """People who can log in."""

    form = UserForm
    add_form = NewUserForm
    change_password_form = NewPasswordForm
    add_form_template = None
    change_user_password_template = "admin/set_password.html"
    list_display = ["username", "full_name", "account", "signed_in"]
    list_filter = [Accounts, "language"]
    empty_value_display = ""
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["signed_in", "joined", "two_steps_since"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email", "language"]}),
        (
            _("Sign-in"),
            {
                "fields": [
                    "is_active",
                    "is_superuser",
                    "two_steps_since",
                    "signed_in",
                    "joined",
                ]
            },
        ),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email", "language"]}),
        (_("Sign-in"), {"fields": ["is_superuser"]}),
    ]

    @admin.display(description=_("name"))
    def full_name(self, user):
        return user.get_full_name()

    @admin.display(description=_("account"))
    def account(self, user):
        """What is out of the ordinary in it, in words: a sign says nothing without its column."""
        facts = [
            (_("not active"), not user.is_active),
            (_("administrator"), user.is_superuser),
            (_("two-step sign-in"), user.second_factor_since is not None),
        ]
        return capfirst(", ".join(str(words) for words, holds in facts if holds))

    @admin.display(description=_("two-step sign-in"))
    def two_steps_since(self, user):
        """Since when it is on, and the way to take it from somebody whose phone is lost."""
        if user.second_factor_since is None:
            return _("off")
        since = _moment(user.second_factor_since)
        way = reverse("admin:second_factor_away", args=[user.pk])
        said = _("on since %(moment)s") % {"moment": since}
        return format_html('{} <a class="nr-button" href="{}">{}</a>', said, way, _("Take it away"))

    @admin.display(description=_("last sign-in"), ordering="last_login")
    def signed_in(self, user):
        return _moment(user.last_login) if user.last_login else _("never signed in")

    @admin.display(description=_("account since"))
    def joined(self, user):
        return _moment(user.date_joined)

    def get_readonly_fields(self, request, obj=None):
        """Nobody takes away their own sign-in: one administrator always remains."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "is_active", "is_superuser"] if obj == request.user else fields

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and obj != request.user
