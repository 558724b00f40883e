"""Puts the newsroom's own admin site in the place of Django's."""

from django.contrib.admin.apps import AdminConfig


class NewsroomAdminConfig(AdminConfig):
    default_site = "articles.admin.site.NewsroomAdminSite"

    def ready(self):
        """Register what Django's autodiscovery does not find: the modules of this package."""
        super().ready()
        from . import article, section  # noqa: F401
