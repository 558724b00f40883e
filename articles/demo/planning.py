"""What the demo newsroom plans: assignments over the coming week, and three story templates."""

from datetime import datetime, time, timedelta

from articles.checklist.ticking import tick
from articles.planning import steps
from articles.planning.models import StoryTemplate
from newsroom.accounts.models import User

TEMPLATES = [
    {
        "desk": "nusantara", "name": "Cuaca harian", "section": "lingkungan", "kicker": "Cuaca",
        "headline": "Prakiraan cuaca {desk}, {weekday}, {date}",
        "body": "<p>Badan Meteorologi, Klimatologi, dan Geofisika memperkirakan cuaca {desk} pada "
        "{weekday}, {date}, …</p><h2>Peringatan dini</h2><p>…</p><h2>Suhu dan angin</h2><p>…</p>",
        "topics": ["cuaca", "BMKG"],
        "checklist": [["Cocokkan dengan peringatan dini BMKG terbaru", True],
                      ["Tulis jam pembaruan data", False]],
    },
    {
        "desk": "jambi", "name": "Kecelakaan lalu lintas", "section": "hukum",
        "kicker": "Kecelakaan", "headline": "",
        "body": "<p>Kecelakaan terjadi di … pada {weekday}, {date}, sekitar pukul …</p>"
        "<h2>Kronologi</h2><p>…</p><h2>Korban</h2><p>…</p><h2>Keterangan polisi</h2><p>…</p>",
        "topics": ["kecelakaan"],
        "checklist": [["Keluarga korban sudah diberi tahu sebelum nama ditulis", True],
                      ["Jumlah korban dari dua sumber", True],
                      ["Foto tidak memperlihatkan wajah korban", False]],
    },
    {
        "desk": "jambi", "name": "Sidang DPRD", "section": "politik", "kicker": "DPRD",
        "headline": "",
        "body": "<p>Dewan Perwakilan Rakyat Daerah … menggelar rapat paripurna pada {weekday}, "
        "{date}, dengan agenda …</p><h2>Pandangan fraksi</h2><p>…</p><h2>Tanggapan</h2><p>…</p>",
        "topics": ["DPRD"],
        "checklist": [["Nama dan fraksi setiap pembicara", True],
                      ["Angka dicocokkan dengan dokumen rapat", False]],
    },
]  # fmt: skip

# desk, idea, brief, place, section, words, photos, day from today, clock, reporter, state, template
ASSIGNMENTS = [
    (
        "kerinci",
        "Harga cabai merah di Pasar Siulak Deras",
        "Bandingkan harga petani, pengepul, dan "
        "pedagang. Tanya Dinas Perdagangan soal operasi pasar.",
        "Siulak Deras",
        "ekonomi",
        500,
        "2 foto",
        1,
        time(14),
        "rahmi-anggraini",
        "assigned",
        "",
    ),
    (
        "kerinci",
        "Jembatan gantung Pulau Tengah putus sejak Agustus",
        "Anak sekolah memutar enam kilometer. Kapan dana perbaikan cair?",
        "Pulau Tengah",
        "lingkungan",
        700,
        "3 foto, peta",
        2,
        time(11),
        "rahmi-anggraini",
        "accepted",
        "",
    ),
    (
        "kerinci",
        "Panen kopi arabika Kayu Aro mundur sebulan",
        "Curah hujan dan harga di gudang.",
        "Kayu Aro",
        "ekonomi",
        600,
        "4 foto",
        0,
        time(20),
        "rahmi-anggraini",
        "begun",
        "",
    ),
    (
        "kerinci",
        "Posyandu keliling di Batang Merangin",
        "Ikut satu hari penuh dengan bidan desa.",
        "Batang Merangin",
        "kesehatan",
        800,
        "5 foto",
        4,
        time(15),
        "deri-saputra",
        "declined",
        "",
    ),
    (
        "kerinci",
        "Mengapa air Danau Kerinci keruh sejak pekan lalu?",
        "Warga mengirim foto; belum ada penjelasan resmi.",
        "Danau Kerinci",
        "lingkungan",
        None,
        "",
        3,
        time(16),
        "",
        "proposed",
        "",
    ),
    (
        "jambi",
        "Paripurna DPRD Jambi membahas anggaran 2027",
        "Fokus pada belanja jalan provinsi.",
        "Gedung DPRD Jambi",
        "politik",
        650,
        "1 foto",
        1,
        time(17, 30),
        "hendra-kusnadi",
        "accepted",
        "Sidang DPRD",
    ),
    (
        "jambi",
        "Prakiraan cuaca Jambi akhir pekan",
        "",
        "",
        "lingkungan",
        250,
        "",
        2,
        time(6),
        "novita-rizal",
        "begun",
        "Cuaca harian",
    ),
    (
        "muaro-jambi",
        "Kabut asap tipis kembali muncul di Kumpeh",
        "Data titik panas dan keluhan warga.",
        "Kumpeh",
        "lingkungan",
        550,
        "2 foto",
        0,
        time(21),
        "lestari-wulandari",
        "assigned",
        "",
    ),
    (
        "merangin",
        "Sidang gugatan tambang Sungai Manau",
        "Putusan sela. Jangan menyebut nama saksi anak.",
        "Pengadilan Negeri Bangko",
        "hukum",
        600,
        "1 foto",
        3,
        time(13),
        "arfan-siregar",
        "assigned",
        "",
    ),
    (
        "pontianak",
        "Meriam karbit menjelang perayaan kota",
        "Persiapan di tepi Kapuas.",
        "Tepian Kapuas",
        "budaya",
        700,
        "6 foto",
        5,
        time(18),
        "markus-dominggus-lee",
        "accepted",
        "",
    ),
    (
        "ambon",
        "Harga tiket kapal Ambon–Banda naik",
        "Tarif lama dan baru, alasan operator.",
        "Pelabuhan Ambon",
        "ekonomi",
        500,
        "1 foto, tabel",
        2,
        time(10),
        "semuel-latuheru",
        "assigned",
        "",
    ),
    (
        "toraja-utara",
        "Musim wisata akhir tahun di Rantepao",
        "Acara sudah lewat.",
        "Rantepao",
        "budaya",
        600,
        "",
        6,
        time(9),
        "yohanis-pasang",
        "called_off",
        "",
    ),
]


def load(desks, sections, reporters, *, at):
    """Make the templates and walk every assignment to its state; `desks` … are by their slugs."""
    templates = {}
    for row in TEMPLATES:
        templates[row["name"]] = StoryTemplate.objects.create(
            **row | {"desk": desks[row["desk"]], "section": sections[row["section"]]}
        )
    chief = User.objects.get(username="chief")
    for row in ASSIGNMENTS:
        _assign(row, desks, sections, reporters, templates, chief, at)


def _assign(row, desks, sections, reporters, templates, chief, at):
    desk, idea, brief, place, section, words, photos, days, clock, slug, state, template = row
    desk, reporter = desks[desk], reporters.get(slug)
    day = at.astimezone(desk.zone).date() + timedelta(days=days)
    due_at = datetime.combine(day, clock, tzinfo=desk.zone)
    begun = at - timedelta(hours=6)
    # What is due today is due late in the day, or an hour from now where that has passed.
    due_at = max(due_at, at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
    values = {
        "idea": idea,
        "brief": brief,
        "place": place,
        "section": sections[section],
        "words": words,
        "photos": photos,
        "template": templates.get(template),
    }
    by = reporters["rahmi-anggraini"].user if state == "proposed" else chief
    assignment = steps.propose(
        desk=desk, by=by, at=begun, values=values, reporter=reporter, due_at=due_at
    )
    path = {
        "accepted": [("accept", reporter, {})],
        "begun": [("accept", reporter, {}), ("begin", reporter, {})],
        "declined": [("decline", reporter, {"note": "Saya di Jambi sampai Jumat; Rahmi bisa?"})],
        "called_off": [("call_off", None, {"note": "Acara sudah diliput desk Sulsel."})],
    }.get(state, [])
    for hours, (name, person, answers) in enumerate(path, start=1):
        moment = begun + timedelta(hours=hours)
        by = person.user if person else chief
        step = steps.perform(name, assignment, by=by, at=moment, **answers)
        if name == "begin" and template:
            line = step.assignment.article.checklist.order_by("position").first()
            tick(step.assignment.article, line.pk, ticked=True, by=by, at=moment)
