"""Readers' addresses, the same on every desk's host."""

from django.urls import path, re_path

from . import archive, article, errors, fronts, lists, look

urlpatterns = [
    path("", fronts.front, name="front"),
    path("articles/<int:number>/", article.article, name="article-number"),
    path("articles/<int:number>/<slug:slug>/", article.article, name="article"),
    path("sections/<slug:slug>/", lists.section, name="section"),
    path("topics/<slug:slug>/", lists.topic, name="topic"),
    path("reporters/<slug:slug>/", lists.reporter, name="reporter"),
    path("archive/", archive.today, name="archive"),
    path("archive/<int:year>/<int:month>/<int:day>/", archive.day, name="archive-day"),
    path("desks/", fronts.desks, name="desks"),
    re_path(r"^desk-(?P<colour>[0-9a-f]{6})\.css$", look.stylesheet, name="desk-stylesheet"),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
