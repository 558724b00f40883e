"""The national subject headings, kept by network administrators."""

from django.contrib import admin
from taggit.models import Tag

from articles.models import Section
from newsroom.accounts.admin import NetworkAdmin

# Topics are written with the articles; a list of their own would let a public address change.
admin.site.unregister(Tag)


@admin.register(Section)
class SectionAdmin(NetworkAdmin):
    """In the order in which readers see them."""

    list_display = ["name", "slug", "position"]
    list_editable = ["position"]
    search_fields = ["name"]
    ordering = ["position", "name"]

    def get_readonly_fields(self, request, obj=None):
        """The slug is a public address: it stays."""
        return [] if obj is None else ["slug"]

    def get_prepopulated_fields(self, request, obj=None):
        return {"slug": ["name"]} if obj is None else {}
