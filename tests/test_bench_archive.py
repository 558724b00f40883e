"""The articles of a file, which the benchmark brings in to be compared with another site."""

import json

import pytest

from articles.models import Version
from newsroom.desks.models import Desk

from .bench.archive import bring_in
from .readers import page

TAG = {"name": "Danau Kerinci", "slug": "danau-kerinci"}


def line(number, text):
    return {
        "headline": f"Kabar {number} {text}", "dek": "Ringkasnya.", "tags": [TAG],
        "reporter": {"name": "Ani Putri", "slug": "ani-putri"},
        "desk": {"slug": "kerinci", "name": "Kerinci"},
        "section": {"slug": "ekonomi", "name": "Ekonomi"},
        "published": f"2024-05-0{number}T08:00:00+07:00", "body": ["Air surut.", "Perahu kandas."],
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_what_was_brought_in_is_on_every_page_that_is_measured(tmp_path):
    file = tmp_path / "articles.jsonl"
    lines = [line(1, "Eceng gondok"), line(2, "Ikan semah")]
    file.write_text("\n".join(json.dumps(each) for each in lines))

    bring_in(file)

    desk = Desk.objects.get(slug="kerinci")
    story = Version.objects.get(headline__contains="semah").path
    assert "Perahu kandas." in page(desk, story)
    lists = ("/", "/sections/ekonomi/", "/topics/danau-kerinci/", "/reporters/ani-putri/")
    for path in (*lists, "/search/?q=perahu"):
        for each in lines:
            assert each["headline"] in page(desk, path), path
