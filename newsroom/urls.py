"""The staff site's addresses; readers' pages have their own list in articles.public.urls."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("articles.public.urls")),
]

handler403 = "articles.admin.errors.forbidden"
handler404 = "articles.admin.errors.not_found"
handler500 = "articles.admin.errors.server_error"
