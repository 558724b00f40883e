"""The demo's fronts: three that editors arranged, one change that is coming, and a strip."""

from datetime import timedelta

from articles.fronts.arranging import Entry, arrange, last_number
from articles.fronts.breaking import put_up
from articles.models.article import Article
from newsroom.accounts.models import User

# Desk, and (place, story, own headline) for each.
FRONTS = [
    (
        "kerinci",
        [
            (1, "nelayan-danau-kerinci-buka-jalur-eceng-gondok", ""),
            (2, "longsor-tutup-separuh-jalan-sungai-penuh-tapan", ""),
            (4, "koperasi-kopi-lereng-kerinci-beli-ceri-merah", "Hanya Ceri Merah yang Dibeli"),
        ],
    ),
    (
        "jambi",
        [
            (
                1,
                "longsor-tutup-separuh-jalan-sungai-penuh-tapan",
                "Jalan Sungai Penuh–Tapan Separuh Tertutup Longsor",
            ),
            (2, "ponton-senggol-dermaga-penyeberangan-batang-hari", ""),
            (8, "analisis-genangan-seberang-kota-jambi-lebih-lama", ""),
        ],
    ),
    (
        "nusantara",
        [
            (1, "satu-karung-beras-empat-ongkos", ""),
            (3, "koperasi-kopi-lereng-kerinci-beli-ceri-merah", ""),
        ],
    ),
]
STRIP = "Jalan Sungai Penuh–Tapan kembali dibuka dua lajur untuk kendaraan kecil"


def load(desks, *, at):
    """Arrange the demo's fronts as they would have been by the moment `at`."""
    chief = User.objects.get(username="chief")
    editor = User.objects.get(username="editor")
    for slug, stories in FRONTS:
        entries = [Entry(place, _number(story), headline) for place, story, headline in stories]
        by = chief if slug == "nusantara" else editor
        arrange(desks[slug], entries, by=by, at=at - timedelta(minutes=50), seen=0)
    kerinci = desks["kerinci"]
    # For two hours from the next half day on another story leads.
    begins = (at + timedelta(hours=9)).replace(minute=0, second=0, microsecond=0)
    entries = [
        Entry(1, _number("koperasi-kopi-lereng-kerinci-beli-ceri-merah"), "Kopi Petik Merah"),
        Entry(2, _number("nelayan-danau-kerinci-buka-jalur-eceng-gondok")),
        Entry(3, _number("longsor-tutup-separuh-jalan-sungai-penuh-tapan")),
    ]
    arrange(
        kerinci,
        entries,
        by=editor,
        at=at - timedelta(minutes=30),
        seen=last_number(kerinci),
        starts_at=begins,
        ends_at=begins + timedelta(hours=2),
    )
    put_up(
        kerinci,
        by=editor,
        at=at,
        text=STRIP,
        ends_at=at + timedelta(hours=4),
        article=_number("longsor-tutup-separuh-jalan-sungai-penuh-tapan"),
    )


def _number(story):
    return Article.objects.values_list("pk", flat=True).get(import_key=f"demo:{story}")
