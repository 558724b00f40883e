"""What the demo's people say to each other about the stories in progress."""

from datetime import timedelta
from uuid import uuid4

from articles.models.article import Article
from articles.talk import notes
from articles.talk.models import Notification
from newsroom.accounts.models import User

RETURNED = "demo:jejak-harimau-warga-ronda-ladang"
WAITING = "demo:harga-cabai-pasar-siulak-turun-petani-tahan-panen"


def load(*, at):
    """Write the notes of the last hours; nothing of the demo's past is mailed."""
    people = {
        user.username: user
        for user in User.objects.filter(
            username__in=["reporter", "editor", "chief", "deri-saputra"]
        )
    }
    articles = {
        article.import_key: article
        for article in Article.objects.filter(import_key__in=[RETURNED, WAITING])
    }

    def ago(**time):
        return {"at": at - timedelta(**time), "key": uuid4()}

    tiger = articles[RETURNED]
    place = notes.begin(
        tiger,
        by=people["editor"],
        text="@reporter, nama bukit ini yang perlu hilang. “Di tepi hutan” sudah cukup.",
        part="body",
        quote="di parit dekat Bukit Senaning",
        before="Jejak pertama terlihat pada Minggu pagi ",
        after=". Lebarnya kira-kira satu telapak tangan",
        **ago(hours=5),
    )
    notes.reply(
        place.thread,
        by=people["deri-saputra"],
        text="Foto saya juga memperlihatkan lereng itu. Saya ganti dengan foto lonceng sapi.",
        **ago(hours=4),
    )
    notes.begin(
        tiger,
        by=people["reporter"],
        text="Nama dan nomor telepon petugas yang bicara kepada saya ada di buku catatan kantor. "
        "Ia minta tidak disebut sampai hasil lapangan keluar.",
        only_for="editor",
        **ago(hours=3, minutes=30),
    )
    asked = notes.begin(
        tiger,
        by=people["chief"],
        text="Apakah petugas konservasi sudah menjawab?",
        **ago(hours=3),
    )
    notes.reply(
        asked.thread,
        by=people["reporter"],
        text="Sudah: pemeriksaan lapangan hari Kamis, jadi kita tetap memakai “diduga”.",
        **ago(hours=2),
    )
    notes.resolve(asked.thread, by=people["chief"], **ago(hours=1))
    notes.begin(
        articles[WAITING],
        by=people["editor"],
        text="@deri-saputra, “pagi ini” itu hari apa? Pembaca besok tidak akan tahu.",
        part="body",
        quote="pada pagi ini",
        before="turun menjadi Rp22.000 per kilogram ",
        after=". Sepekan lalu",
        **ago(minutes=25),
    )
    Notification.objects.update(mail_at=None)
