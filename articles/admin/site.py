"""The newsroom's admin site."""

from django.contrib.admin import AdminSite


class NewsroomAdminSite(AdminSite):
    """Sign-in for everybody with a membership, and for network administrators."""
