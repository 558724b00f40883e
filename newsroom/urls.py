"""The staff site's addresses, and secret previews; readers have a list in articles.public.urls."""

from django.contrib import admin
from django.urls import path, re_path
from django.views.generic import RedirectView

from articles.admin import preview_links
from newsroom.photos import serving

urlpatterns = [
    re_path(r"^(?:admin)?$", RedirectView.as_view(pattern_name="admin:index"), name="way-in"),
    path("admin/", admin.site.urls),
    path("preview/<str:token>/", preview_links.cover, name="preview-link"),
    re_path(serving.ADDRESS, serving.public_file, name="photo-file"),
    path("preview/<str:token>/text/", preview_links.text, name="preview-link-text"),
]

handler400 = "articles.admin.errors.bad_request"
handler403 = "articles.admin.errors.forbidden"
handler404 = "articles.admin.errors.not_found"
handler500 = "articles.admin.errors.server_error"
