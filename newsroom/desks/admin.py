"""The desks of the network, kept by its administrators."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.expressions import RawSQL
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.admin import NetworkAdmin

from .hosts import address, host_map
from .models import Desk
from .zones import INDONESIA, zone_choices

# The names from the network down to the desk: sorting by them puts daughters below their desk.
TREE_PATH = """
(WITH RECURSIVE above (id, parent_id, step, height) AS (
    SELECT id, parent_id, name || ' ' || id, 0 FROM desks_desk here
    WHERE here.id = "desks_desk"."id"
    UNION ALL
    SELECT up.id, up.parent_id, up.name || ' ' || up.id, height + 1
    FROM desks_desk up JOIN above ON up.id = above.parent_id
)
SELECT array_agg(step ORDER BY height DESC) FROM above)
"""


class ColourInput(forms.TextInput):
    """The browser's choice of a colour, which is never empty and has one length."""

    input_type = "color"

    def use_required_attribute(self, initial):
        return False


class DeskForm(forms.ModelForm):
    """A desk; what the database would refuse is said as a sentence."""

    time_zone = forms.ChoiceField(label=_("Time zone"), initial="Asia/Jakarta")

    class Meta:
        model = Desk
        fields = [
            "name",
            "slug",
            "parent",
            "masthead",
            "host",
            "time_zone",
            "language",
            "accent",
            "active",
        ]
        widgets = {"accent": ColourInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "accent" in self.fields:
            self.fields["accent"].widget.attrs.pop("maxlength")
        if "time_zone" in self.fields:
            self.fields["time_zone"].choices = zone_choices(self.instance.time_zone)

    def clean_accent(self):
        return self.cleaned_data["accent"].lower()

    def clean_host(self):
        """The host in lower case; the newsroom's own is nobody's."""
        host = self.cleaned_data["host"].lower().rstrip(".")
        if settings.STAFF_HOST and host == settings.STAFF_HOST:
            raise ValidationError(_("The newsroom itself answers at this host."))
        return host

    def clean_parent(self):
        """The desk above; never the desk itself or one below it.

        The tree is locked while it is looked at, so that two administrators cannot close a
        circle together. The lock leaves writers of articles alone.
        """
        parent = self.cleaned_data["parent"]
        tree = dict(
            Desk.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", "parent")
        )
        above = parent and parent.pk
        while above:
            if above == self.instance.pk:
                raise ValidationError(
                    _("%(parent)s is this desk or below it: choose a desk that is not."),
                    params={"parent": parent},
                )
            above = tree.get(above)
        return parent

    def clean(self):
        cleaned = super().clean()
        if "parent" in cleaned and not cleaned["parent"] and not cleaned.get("active"):
            self.add_error("active", _("The network itself always answers: it stays active."))
        return cleaned


@admin.register(Desk)
class DeskAdmin(NetworkAdmin):
    """The tree of desks."""

    form = DeskForm
    list_display = ["tree_name", "colour", "masthead", "host", "zone_name", "active"]
    list_display_links = ["tree_name"]
    list_filter = ["active", "language"]
    list_per_page = 200
    search_fields = ["name", "masthead", "host", "slug"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}

    def get_queryset(self, request):
        path = RawSQL(TREE_PATH, [], output_field=ArrayField(models.TextField()))
        return super().get_queryset(request).annotate(tree_path=path).order_by("tree_path", "pk")

    @admin.display(description=_("desk"))
    def tree_name(self, desk):
        """The name, set in below the desk above."""
        depth = min(len(desk.tree_path) - 1, 6)
        return format_html('<span class="nr-depth nr-depth--{}">{}</span>', depth, desk.name)

    @admin.display(description=_("time zone"), ordering="time_zone")
    def zone_name(self, desk):
        return dict(INDONESIA).get(desk.time_zone, desk.time_zone).partition(" ")[0]

    @admin.display(description=_("colour"))
    def colour(self, desk):
        return format_html(
            '<svg class="nr-swatch" width="16" height="16" role="img" aria-label="{}">'
            '<rect width="16" height="16" rx="4" fill="{}"/></svg>',
            desk.accent,
            desk.accent,
        )

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Django's own; what only the database could see (somebody was faster) is a sentence."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            messages.error(
                request,
                _(
                    "The database refused it: another desk took this host or name meanwhile, or "
                    "the desk would be above itself. Nothing was saved; look once more."
                ),
            )
            return HttpResponseRedirect(request.path)

    def save_model(self, request, obj, form, change):
        """Save, and let this process answer at the new host at once."""
        super().save_model(request, obj, form, change)
        transaction.on_commit(host_map.forget)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        transaction.on_commit(host_map.forget)

    def response_change(self, request, obj):
        """Where the network's own host has moved, the admin has moved along."""
        response = super().response_change(request, obj)
        moved = request.desk.pk == obj.pk and request.desk.host.lower() != obj.host
        if moved and not settings.STAFF_HOST and response.status_code == 302:
            return HttpResponseRedirect(address(obj, response.url, request=request))
        return response
