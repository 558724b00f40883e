"""The desk's charts."""

from .canvas import HEIGHT
from .charts import (
    BLUE,
    GOLD,
    GREEN,
    RED,
    SOFT,
    bars,
    crowd,
    line,
    note,
    pairs,
    parts,
    sheet,
    tides,  # fmt: skip
)


def rice_prices(canvas):
    """What a sack of rice costs where the road ends."""
    top = sheet(canvas, "Harga sekarung beras di warung yang paling jauh",
                "Beras medium 10 kilogram dengan cap serupa, ditanyakan pada hari yang sama",
                "Sumber: liputan Kabar Tepian di empat daerah. Grafik: Kabar Tepian")  # fmt: skip
    bars(canvas, top + 86, [("Kumpeh\nMuaro Jambi", 134_000),
                            ("Hulu Kapuas\nKalimantan Barat", 141_500),
                            ("Perairan Pangkep\nSulawesi Selatan", 146_000),
                            ("Pulau kecil\nMaluku Tengah", 163_000)], base=128_000,
         unit="Rp")  # fmt: skip
    return canvas.finish(3)


def rice_costs(canvas):
    """Where the 35,000 rupiah go between harbour and shop."""
    top = sheet(canvas, "Ke mana larinya Rp35.000 dalam harga sekarung beras",
                "Dari gudang pelabuhan sampai warung di Maluku Tengah, menurut kuitansi pemilik",
                "Sumber: kuitansi Saleh Tomagola Lestu. Grafik: Kabar Tepian")  # fmt: skip
    parts(canvas, top + 90, [("Kapal antarpulau, pelayaran semalam", 12_000, BLUE),
                             ("Buruh di dua dermaga", 6_000, GREEN),
                             ("Perahu dari kapal ke pantai, 300 meter", 8_000, RED),
                             ("Karung basah dan keuntungan warung", 9_000, GOLD)],
          unit="Rp")  # fmt: skip
    return canvas.finish(3)


def days_under_water(canvas):
    """How long the water stayed, flood after flood."""
    top = sheet(canvas, "Airnya tidak lebih tinggi, tetapi lebih lama tinggal",
                "Hari sampai halaman kering kembali, dua belas banjir menurut kapur di tiang rumah",
                "Sumber: catatan warga Seberang Kota Jambi. Grafik: Kabar Tepian")  # fmt: skip
    values = (11, 12, 11, 13, 12, 13, 14, 13, 15, 16, 16, 17)
    line(canvas, top + 60, values, labels=[f"ke-{index}" for index in range(1, 13)],
         ends=("11 hari", "17 hari"), least=0, most=20, step=5)  # fmt: skip
    return canvas.finish(3)


def fish_prices(canvas):
    """Two fish before and after the west wind."""
    top = sheet(canvas, "Ikan laut naik hampir separuh dalam sepekan",
                "Harga per kilogram di pelelangan Paotere, sebelum dan sesudah angin barat menguat",
                "Sumber: pedagang Pelabuhan Paotere. Grafik: Kabar Tepian")  # fmt: skip
    pairs(canvas, top + 40, [("Ikan layang", 28_000, 41_000),
                             ("Cakalang ukuran sedang", 35_000, 48_000)], unit="Rp",
          before="pekan lalu", after="pekan ini")  # fmt: skip
    return canvas.finish(3)


def young_athletes(canvas):
    """What became of 84 young athletes, a figure for each."""
    top = sheet(canvas, "Dari 84 atlet remaja, 29 berhenti dalam dua tahun",
                "Setiap tanda satu orang di podium empat kejuaraan daerah dua tahun lalu",
                "Sumber: pelatih, sekolah, dan keluarga atlet. Grafik: Kabar Tepian")  # fmt: skip
    crowd(canvas, top + 28, [(31, "masih di klub yang sama", GREEN),
                             (24, "pindah klub atau cabang", BLUE),
                             (29, "berhenti sama sekali", RED)])  # fmt: skip
    return canvas.finish(3)


def tide_curve(canvas):
    """The tide of the morning against what had been forecast."""
    top = sheet(canvas, "Pasang datang dua jam lebih awal",
                "Tinggi air di atas jalan gang, dalam sentimeter, menurut papan ukur pos ronda",
                "Sumber: papan ukur warga dan pos ronda. Grafik: Kabar Tepian")  # fmt: skip
    tides(canvas, top + 50, [("Perkiraan", SOFT, (0, 1, 3, 8, 15, 22, 28, 30, 27, 20, 13, 7, 3),
                              True, (0.70, 29, "lm")),
                             ("Yang terjadi", RED, (2, 8, 18, 28, 35, 38, 34, 26, 17, 9, 4, 1, 0),
                              False, (0.30, 43, "rm"))],
          hours=("00.00", "02.00", "04.00", "06.00", "08.00", "10.00", "12.00"))  # fmt: skip
    note(canvas, 1080, top + 90, "Anak sekolah berangkat pukul 06.30, air masih setinggi betis",
         (862, (top + 50 + HEIGHT - 190) / 2 - 6), most=380)  # fmt: skip
    return canvas.finish(3)


def mosquito_larvae(canvas):
    """Where school children found the larvae of mosquitoes."""
    top = sheet(canvas, "Jentik terbanyak bukan di bak mandi",
                "Temuan jentik menurut tempatnya, dari 2.760 lembar isian murid selama empat bulan",
                "Sumber: lembar isian murid Singkawang Tengah. Grafik: Kabar Tepian")  # fmt: skip
    bars(canvas, top + 60, [("Kulkas, dispenser", 198), ("Pot, ban,\nwadah minum burung", 129),
                            ("Bak mandi", 87)])  # fmt: skip
    return canvas.finish(3)


PICTURES = {"grafik-harga-beras": rice_prices, "grafik-ongkos-beras": rice_costs,
            "grafik-lama-surut": days_under_water, "grafik-ikan-paotere": fish_prices,
            "grafik-atlet-remaja": young_athletes, "grafik-pasang-kapuas": tide_curve,
            "grafik-jentik-singkawang": mosquito_larvae}  # fmt: skip
