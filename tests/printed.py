"""Articles as they were printed, and the command that brings them in."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.interchange.printed import parse

from .factories import make_desk, make_network, make_reporter, make_section, make_user

REAL = Path(__file__).parents[2] / "shared" / "seeds" / "kerinci-article.txt"
HEADLINE = "Warga Siulak Perbaiki Jembatan Gantung & Jalan <Desa>"
TEXT = """KABAR SIULAK

{headline}

{byline} - {host}

{clock}


{opening}

Papan yang lapuk diganti,” kata Mardan, S.Pd., M.Si. “Semua ikut.”
"""


def write(folder, name="siulak.txt", **parts):
    """A file with a printed article, some of its parts changed."""
    parts = {
        "headline": HEADLINE,
        "byline": "Rahmi Anggraini",
        "host": "SIULAK.KABARTEPIAN.EXAMPLE",
        "clock": "Nov 20, 2024 - 13:09",
        "opening": "KAYU ARO- Puluhan warga memperbaiki jembatan “gantung”.",
    } | parts
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEXT.format(**parts), encoding="utf-8")
    return path


def run(*arguments, **options):
    """Run the command; what it said on both ways out, together."""
    out = StringIO()
    call_command("import_articles", *map(str, arguments), stdout=out, stderr=out, **options)
    return out.getvalue()


def run_and_fail(*arguments):
    """Run the command where something fails: (what it said, the error it ended with)."""
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("import_articles", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue(), str(error.value)


@pytest.fixture
def siulak():
    """A desk under the network, with its reporter, a section, and a chief above it."""
    make_section("sosial")
    chief = make_user("chief", make_network(), username="kepala")
    desk = make_desk("siulak", masthead="Kabar Siulak", time_zone="Asia/Jakarta")
    desk.chief = chief
    make_reporter(desk, name="Rahmi Anggraini", slug="rahmi-anggraini")
    return desk


# --- As text alone ------------------------------------------------------------------------------

ARTICLE = """

KABAR TEPIAN


Warga Siulak Perbaiki Jembatan Gantung Bersama

Rahmi Anggraini - SIULAK.KABARTEPIAN.EXAMPLE

Nov 20, 2024 - 13:09



SIULAK- Puluhan warga memperbaiki jembatan gantung di atas Batang Merao, Rabu pagi.

Papan yang lapuk diganti satu per satu,” kata Mardan, S.Pd., M.Si. “Semua ikut.”
"""


def article(**parts):
    """The text of an article with some of its lines changed."""
    lines = {
        "masthead": "KABAR TEPIAN",
        "headline": "Warga Siulak Perbaiki Jembatan Gantung Bersama",
        "byline": "Rahmi Anggraini - SIULAK.KABARTEPIAN.EXAMPLE",
        "clock": "Nov 20, 2024 - 13:09",
        "text": "SIULAK- Puluhan warga bekerja sejak pagi.",
    } | parts
    return "\n\n".join(line for line in lines.values() if line is not None)


def body(*lines):
    """The paragraphs that an article with these lines has."""
    return list(parse(article(text="\n\n".join(lines))).paragraphs)
