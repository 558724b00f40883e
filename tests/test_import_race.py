"""Two imports of the same articles at the same moment, on connections of their own."""

import threading

import pytest
from django.db import connection

from articles.interchange.importer import Importer, Wishes
from articles.interchange.printed import parse
from articles.models import Article, Decision, Version
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .factories import NOW, make_network, make_section, make_user

TEXT = """KABAR BARU

Kabar nomor {number}

{byline} - {host}

Nov 20, 2024 - 13:09

KAYU ARO - Puluhan warga memperbaiki jembatan.
"""


@pytest.mark.django_db(transaction=True)
def test_imports_at_the_same_moment_bring_everything_in_once():
    make_user("chief", make_network())
    wishes = Wishes(
        issue=True, section=make_section("sosial"), create_desks=True, create_reporters=True
    )
    texts = [
        parse(
            TEXT.format(
                number=number,
                host=f"baru-{number % 3}.example",
                byline="Ani, Budi" if number % 2 else "Budi, Ani",
            )
        )
        for number in range(12)
    ]
    start = threading.Barrier(3)
    arrivals, errors = [], []

    def bring_all_in():
        try:
            importer = Importer(wishes, at=NOW)
            start.wait()
            arrivals.extend(importer.bring_in(text, file="x.txt") for text in texts)
        except Exception as error:  # noqa: BLE001 a thread's error would be lost
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=bring_all_in) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert errors == []
    assert len(arrivals) == 36
    assert sum(arrival.new for arrival in arrivals) == 12
    assert (Article.objects.count(), Version.objects.count(), Decision.objects.count()) == (
        12,
        12,
        36,
    )
    assert sorted(Desk.objects.exclude(parent=None).values_list("slug", flat=True)) == [
        "baru-0",
        "baru-1",
        "baru-2",
    ]
    assert Reporter.objects.count() == 6
