"""Two imports of the same articles at the same moment, on connections of their own."""

from functools import partial

import pytest

from articles.interchange.importer import Importer, Wishes
from articles.interchange.printed import parse
from articles.models import Article, Decision, Version
from newsroom.desks.models import Desk
from newsroom.reporters.models import Reporter

from .at_once import at_once
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
    importers = [Importer(wishes, at=NOW) for _ in range(3)]

    def bring_all_in(importer):
        return [importer.bring_in(text, file="x.txt").new for text in texts]

    arrivals = sum(at_once(*(partial(bring_all_in, each) for each in importers)), [])

    assert len(arrivals) == 36
    assert sum(arrivals) == 12
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
