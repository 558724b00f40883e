"""A picture for the whole network: a bill that nobody asked for."""

from .canvas import HEIGHT, WIDTH
from .curves import arc, smooth
from .lettering import write
from .palette import mix


def unknown_bill(canvas):
    """A telephone on a shop counter, full of reminders of a debt that is not one's own."""
    canvas.wash([(-50, -50), (WIDTH + 50, -50), (WIDTH + 50, 660), (-50, 660)],
                ("#2c4a57", "#3d6470", "#5d8488"))  # fmt: skip
    for row in range(2):
        y = 250 + 270 * row
        canvas.box(-50, y, WIDTH + 100, 22, "#7a5a3c")
        canvas.box(-50, y + 22, WIDTH + 100, 8, "#4a3524")
        x = 20
        while x < WIDTH:
            wide, tall = canvas.random.uniform(34, 92), canvas.random.uniform(80, 190)
            tone = mix(canvas.random.choice(("#c9a05a", "#b3574a", "#6f9aa0", "#8fae6d", "#d9cfb0",
                                             "#7d6a8a")), "#2c4a57", 0.35)  # fmt: skip
            canvas.box(x, y - tall, wide, tall, tone, 4)
            canvas.box(x + wide * 0.16, y - tall * 0.72, wide * 0.68, tall * 0.26,
                       mix(tone, "#f6efdc", 0.55), 3)  # fmt: skip
            x += wide + canvas.random.uniform(6, 22)
    canvas.glow(800, 560, 900, "#f6d9a0", 0.35)
    canvas.wash([(-50, 650), (WIDTH + 50, 650), (WIDTH + 50, HEIGHT + 50), (-50, HEIGHT + 50)],
                ("#c08f5c", "#a8733f", "#7d5230"))  # fmt: skip
    for y in (700, 790, 910):
        canvas.line(smooth([(-50, y), (400, y + 14), (900, y - 8), (1650, y + 12)]), "#8f6036", 3)
    book = [(150, 800), (560, 740), (650, 940), (200, 1020)]
    canvas.shape([(x + 12, y + 18) for x, y in book], "#4a2f1c", 0.6)
    canvas.shape(book, "#f3ead2")
    canvas.shape([(150, 800), (355, 770), (425, 980), (200, 1020)], "#e6dabb")
    for row in range(8):
        share = (row + 1) / 9.5
        for start, end in (((150, 800), (355, 770)), ((355, 770), (560, 740))):
            x0, y0 = start[0] + 50 * share + 16, start[1] + 220 * share
            x1, y1 = end[0] + 75 * share - 20, end[1] + 205 * share
            canvas.line([(x0, y0), (x1 - (60 if row % 3 == 2 else 0), y1)], "#9aa0a0", 3)
    canvas.line([(470, 900), (640, 800)], "#2f5d8a", 13)
    canvas.shape([(470, 900), (452, 914), (478, 908)], "#22282c")
    canvas.oval(1290, 900, 132, 50, "#5d3d24")
    canvas.oval(1280, 890, 132, 48, "#f6f0dc")
    canvas.oval(1280, 886, 110, 38, "#e0d5b8")
    canvas.shape(smooth([(1200, 800), (1212, 880), (1250, 906), (1310, 906), (1348, 880),
                         (1360, 800)]), "#b3574a")  # fmt: skip
    canvas.oval(1280, 800, 80, 26, "#d9776a")
    canvas.oval(1280, 803, 68, 20, "#3a2418")
    canvas.line(arc(1372, 842, 34, 30, -80, 90), "#b3574a", 13)
    x, y, wide, tall = 660, 190, 380, 700
    canvas.shape([(x + 50, y + tall + 6), (x + wide - 20, y + tall + 6),
                  (x + wide + 120, y + tall + 70), (x + 80, y + tall + 70)], "#4a2f1c",
                 0.55)  # fmt: skip
    canvas.glow(x + wide / 2, y + tall / 2, 620, "#eaf3e6", 0.35)
    canvas.box(x, y, wide, tall, "#1b2226", 46)
    canvas.box(x + 16, y + 18, wide - 32, tall - 36, "#eef1e6", 32)
    canvas.box(x + 16, y + 18, wide - 32, 92, "#2f5d74", 32)
    canvas.box(x + 16, y + 70, wide - 32, 40, "#2f5d74")
    canvas.oval(x + 70, y + 70, 25, 25, "#d9e3e0")
    write(canvas, x + 110, y + 50, "Penagih 0811...", 32, "#f6f3e6", bold=0.02)
    bubbles = ("Utang Rp2.400.000", "Jatuh tempo HARI INI", "Bayar sekarang!")
    for index, text in enumerate(bubbles):
        top = y + 140 + 106 * index
        canvas.box(x + 38, top, 286, 84, "#b3372c" if index == 2 else "#ffffff", 18)
        write(canvas, x + 60, top + 26, text, 27, "#ffffff" if index == 2 else "#22282c", bold=0.02)
    canvas.box(x + 120, y + 468, 222, 84, "#cfe3c4", 18)
    write(canvas, x + 142, y + 494, "Nomor perjanjian?", 24, "#22402f", bold=0.015)
    canvas.box(x + 38, y + tall - 120, wide - 76, 62, "#ffffff", 28)
    canvas.oval(x + wide - 72, y + tall - 89, 27, 27, "#2f5d74")
    canvas.box(x + wide / 2 - 60, y + 8, 120, 18, "#1b2226", 9)
    canvas.glow(x + wide - 4, y + 20, 90, "#e0402f", 0.7)
    canvas.oval(x + wide - 4, y + 20, 44, 44, "#d43d35")
    write(canvas, x + wide - 4, y + 22, "17", 44, "#ffffff", bold=0.03, anchor="mm")
    return canvas.finish()


PICTURES = {"tagihan-pinjaman-daring": unknown_bill}
