"""The staff site's addresses; readers' pages have their own list in articles.public.urls."""

from django.contrib import admin
from django.urls import path, re_path
from django.views.generic import RedirectView

urlpatterns = [
    re_path(r"^(?:admin)?$", RedirectView.as_view(pattern_name="admin:index"), name="way-in"),
    path("admin/", admin.site.urls),
]

handler403 = "articles.admin.errors.forbidden"
handler404 = "articles.admin.errors.not_found"
handler500 = "articles.admin.errors.server_error"
