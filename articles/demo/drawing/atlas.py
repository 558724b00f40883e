"""The desk's maps."""

from . import geography as earth
from .canvas import HEIGHT, WIDTH
from .charts import RED
from .curves import smooth
from .lettering import write
from .maps import LAND, RIM, SEA, Chart, ring_labels, rings, title
from .palette import mix

HILLS = "#9a8a5c"


def _sea(canvas):
    canvas.box(-60, -60, WIDTH + 120, HEIGHT + 120, SEA)
    for y in range(-20, HEIGHT + 20, 34):
        canvas.line([(-20, y), (WIDTH + 20, y)], mix(SEA, "#ffffff", 0.16), 1.5)


def _inset(canvas, x, y, wide, west, east, south, north):
    """The archipelago in a corner, the piece that the map shows framed in red."""
    tall = wide * 0.44
    canvas.box(x - 6, y - 6, wide + 12, tall + 12, "#ffffff")
    canvas.box(x, y, wide, tall, mix(SEA, "#ffffff", 0.25))
    small = Chart(canvas, west=94.2, east=142.2, middle=-2.2, left=x, width=wide,
                  level=y + tall / 2)  # fmt: skip
    for island in earth.INDONESIA:
        canvas.shape(small.path(island), mix(LAND, RIM, 0.55))
    (x0, y0), (x1, y1) = small.at(west, north), small.at(east, south)
    canvas.line([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)], RED, 4)


def road_map(canvas):
    """Where the road from Sungai Penuh to Tapan is half closed."""
    _sea(canvas)
    chart = Chart(canvas, west=100.72, east=101.92, middle=-2.02)
    chart.shelf(earth.WEST_COAST)
    chart.coast(earth.WEST_COAST)
    chart.relief([(101.264, -1.70, 74), (101.13, -1.86, 46), (101.20, -1.98, 40),
                  (101.05, -1.98, 42), (101.16, -2.06, 34), (101.26, -2.22, 44),
                  (101.34, -2.30, 46), (101.48, -2.33, 48), (101.62, -2.05, 44),
                  (101.70, -1.93, 46), (101.56, -1.90, 42), (101.50, -1.78, 40),
                  (101.80, -2.04, 40), (101.22, -2.34, 40)])  # fmt: skip
    chart.border([(100.98, -1.55), (101.10, -1.76), (101.12, -1.95), (101.17, -2.06),
                  (101.17, -2.22), (101.30, -2.38), (101.48, -2.46)])  # fmt: skip
    canvas.shape(smooth(chart.path(earth.LAKE_KERINCI), closed=True), "#a9cdd2")
    chart.river([(101.53, -2.16), (101.62, -2.2), (101.75, -2.24), (101.95, -2.2)], wide=8)
    chart.river([(101.30, -1.75), (101.32, -1.9), (101.40, -2.04), (101.45, -2.12)], wide=6)
    for course in (earth.COAST_ROAD, earth.KERINCI_ROAD):
        chart.road(course)
    chart.road(earth.TAPAN_ROAD, wide=10)
    canvas.line(chart.path(earth.TAPAN_ROAD[4:7]), RED, 10)
    chart.town(101.39, -2.06, "Sungai Penuh", big=True, size=33)
    chart.town(101.07, -2.17, "Tapan", side="r", size=31)
    chart.town(101.31, -1.93, "Siulak")
    chart.town(101.33, -1.80, "Kayu Aro")
    chart.town(101.70, -2.22, "Batang Merangin", side="a")
    chart.town(100.90, -2.00, "Indrapura", side="a")
    chart.name(101.264, -1.718, "G. KERINCI", colour=HILLS, size=23, gap=1.1, halo=LAND)
    chart.name(101.60, -2.14, "D. Kerinci", size=23, gap=1.0, halo=LAND)
    chart.name(100.87, -2.27, "SAMUDRA", size=28)
    chart.name(100.87, -2.30, "HINDIA", size=28)
    chart.name(101.03, -1.83, "SUMATRA BARAT", colour="#8a8a78", size=23, halo=LAND)
    chart.name(101.74, -1.84, "JAMBI", colour="#8a8a78", size=25, halo=LAND)
    chart.callout(101.23, -2.125, "Longsor, separuh badan jalan\n25 meter, lalu lintas bergantian",
                  to=(520, 826))  # fmt: skip
    title(canvas, "Titik longsor di jalan Sungai Penuh-Tapan",
          "Peta: Kabar Tepian. Garis disederhanakan.", most=520, ground=LAND)  # fmt: skip
    chart.scale(40, 70, HEIGHT - 70)
    _inset(canvas, WIDTH - 400, 44, 356, 100.4, 102.4, -3.0, -1.2)
    return canvas.finish(3)


def province_map(canvas):
    """The Batang Hari from the mountains to the sea, and the villages where water stays."""
    _sea(canvas)
    chart = Chart(canvas, west=100.85, east=104.75, middle=-1.60)
    chart.shelf(earth.SUMATRA_EAST)
    chart.coast(earth.SUMATRA_EAST, mix(LAND, RIM, 0.32))
    chart.coast(earth.JAMBI)
    chart.relief([(101.26, -1.72, 44), (101.42, -1.95, 30), (101.30, -2.08, 32),
                  (101.60, -2.34, 36), (101.86, -2.44, 34), (102.08, -2.58, 30),
                  (101.74, -1.88, 28), (101.62, -1.72, 26), (101.95, -2.02, 26),
                  (102.40, -1.12, 24), (102.55, -1.16, 20)])  # fmt: skip
    chart.river(earth.TEMBESI, wide=7)
    chart.river(earth.BATANG_HARI, wide=13)
    for course in (earth.TRANS_SUMATRA, earth.JAMBI_ROAD):
        chart.road(course, wide=5)
    canvas.shape(smooth(chart.path(earth.LAKE_KERINCI), closed=True), "#a9cdd2")
    for east, north, name, side in ((102.12, -1.50, "Muara Bungo", "l"),
                                    (102.43, -1.50, "Muara Tebo", "a"),
                                    (102.28, -2.07, "Bangko", "b"),
                                    (102.70, -2.30, "Sarolangun", "r"),
                                    (103.26, -1.74, "Muara Bulian", "b"),
                                    (103.46, -0.82, "Kuala Tungkal", "l"),
                                    (101.39, -2.06, "Sungai Penuh", "l"),
                                    (103.86, -1.13, "Muara Sabak", "r"),
                                    (103.55, -1.49, "Sengeti", "a")):  # fmt: skip
        chart.town(east, north, name, side=side, size=25)
    chart.town(103.61, -1.60, "Jambi", big=True, size=34, side="b")
    chart.name(102.75, -1.50, "BATANG HARI", size=22, halo=LAND)
    chart.name(102.05, -2.28, "Bt. Tembesi", size=20, gap=1.05, halo=LAND)
    chart.name(104.33, -0.90, "SELAT BERHALA", size=23)
    chart.name(102.30, -0.66, "RIAU", colour="#8a8a78", size=26)
    chart.name(104.15, -2.52, "SUMATRA SELATAN", colour="#8a8a78", size=24)
    chart.name(101.28, -2.62, "BENGKULU", colour="#8a8a78", size=22)
    chart.callout(103.61, -1.56,
                  "Seberang Kota Jambi\ngenangan surut 17 hari,\nsepuluh tahun lalu 11 hari",
                  to=(1180, 640))  # fmt: skip
    title(canvas, "Dari lereng Kerinci ke Selat Berhala",
          "Peta: Kabar Tepian. Garis disederhanakan.", most=520,
          ground=mix(LAND, RIM, 0.32))  # fmt: skip
    chart.scale(100, 70, HEIGHT - 70, ground=mix(LAND, RIM, 0.32))
    _inset(canvas, WIDTH - 400, 44, 356, 100.8, 104.7, -2.9, -0.6)
    return canvas.finish(3)


def _seram(canvas, middle, west=127.45, east=130.45):
    chart = Chart(canvas, west=west, east=east, middle=middle)
    islands = (earth.BURU, earth.SERAM, earth.AMBON, earth.HARUKU, earth.SAPARUA, earth.NUSALAUT,
               earth.BANDA)  # fmt: skip
    for island in islands:
        chart.shelf(island, 13)
    for island in islands:
        chart.coast(island)
    chart.relief([(129.30, -3.12, 52), (129.55, -3.10, 58), (129.75, -3.14, 46),
                  (129.05, -3.08, 42), (128.60, -3.10, 40), (128.42, -3.05, 34),
                  (130.02, -3.16, 40), (129.45, -3.24, 36), (128.80, -3.02, 34),
                  (130.25, -3.26, 34)])  # fmt: skip
    return chart


def bridge_map(canvas):
    """Where the land route from Masohi to Tehoru is cut."""
    _sea(canvas)
    chart = _seram(canvas, -3.35)
    for course in ([(129.42, -3.18), (129.40, -3.30), (129.37, -3.45)],
                   [(129.08, -3.15), (129.10, -3.28), (129.05, -3.48)],
                   [(129.6, -3.12), (129.62, -3.0), (129.55, -2.81)],
                   [(128.6, -3.12), (128.55, -3.3), (128.5, -3.44)]):  # fmt: skip
        chart.river(course, wide=6)
    chart.road(earth.TRANS_SERAM, wide=8)
    canvas.line(chart.path(earth.TRANS_SERAM[8:10]), RED, 8)
    chart.town(128.96, -3.32, "Masohi", big=True, size=33, side="a")
    chart.town(129.53, -3.41, "Tehoru", size=31, side="r")
    chart.town(128.19, -3.70, "Ambon", big=True, size=31, side="b")
    chart.town(128.67, -3.57, "Saparua", side="b", size=25)
    chart.town(128.19, -3.08, "Piru", side="a", size=25)
    chart.town(129.37, -2.83, "Wahai", side="a", size=25)
    chart.name(129.35, -2.98, "SERAM", colour="#8a8a78", size=30, halo=LAND)
    chart.name(128.75, -2.70, "LAUT SERAM", size=27)
    chart.name(129.35, -4.05, "LAUT BANDA", size=30)
    chart.callout(129.38, -3.41, "Oprit jembatan hanyut 11 meter\nsejak Rabu subuh", to=(1010, 690))
    title(canvas, "Jalur Masohi-Tehoru terputus", "Peta: Kabar Tepian. Garis disederhanakan.",
          most=700)  # fmt: skip
    chart.scale(80, 70, HEIGHT - 70)
    _inset(canvas, WIDTH - 400, 44, 356, 127.0, 131.0, -4.6, -2.4)
    return canvas.finish(3)


def shaking_map(canvas):
    """What a warning map can say: rings of shaking, and for each one sentence what to do."""
    _sea(canvas)
    chart = _seram(canvas, -3.42, 126.9, 130.9)
    centre = (129.28, -3.92)
    bands = ((125, "#f3c46a", "III  terasa di rumah"), (90, "#ee9a4a", "IV  jendela bergetar"),
             (58, "#dd6238", "V  benda jatuh dari rak"), (27, "#b3241f", ""))  # fmt: skip
    rings(chart, *centre, bands)
    for east, north, name, side in ((128.96, -3.32, "Masohi", "a"), (129.53, -3.41, "Tehoru", "r"),
                                    (128.19, -3.70, "Ambon", "l"), (128.67, -3.57, "Saparua", "a"),
                                    (129.90, -4.53, "Banda", "r"),
                                    (128.19, -3.08, "Piru", "a")):  # fmt: skip
        chart.town(east, north, name, side=side, size=28, big=name in ("Masohi", "Ambon"))
    ring_labels(chart, *centre, bands)
    chart.name(129.35, -3.02, "SERAM", colour="#8a8a78", size=30, halo=LAND)
    x, y = chart.at(*centre)
    canvas.line([(x + 14, y + 8), (1150, 800)], RED, 3)
    canvas.box(1110, 784, 440, 136, "#fffdf6", 6)
    canvas.box(1110, 784, 8, 136, RED)
    write(canvas, 1136, 800, "Skenario latihan, magnitudo 6,1", 27, "#22282c", bold=0.022)
    write(canvas, 1136, 838, "Cincin VI: dinding retak.", 26, "#22282c")
    write(canvas, 1136, 874, "Di pantai, segera naik ke bukit.", 26, RED, bold=0.02)
    title(canvas, "Satu peta, satu perintah",
          "Skenario buatan redaksi, bukan kejadian nyata. Grafik: Kabar Tepian",
          deck="Contoh peta guncangan yang menyebutkan apa yang harus dilakukan",
          most=640)  # fmt: skip
    chart.scale(80, 70, HEIGHT - 70)
    return canvas.finish(3)


PICTURES = {"peta-longsor-tapan": road_map, "peta-batang-hari": province_map,
            "peta-masohi-tehoru": bridge_map, "peta-guncangan-seram": shaking_map}  # fmt: skip
