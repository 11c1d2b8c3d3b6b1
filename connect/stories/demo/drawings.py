"""Pictures for the demo, drawn by a few shapes: nobody's photograph, and nobody in it."""

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

SIZE = (960, 640)
Draw = ImageDraw.ImageDraw
PAPER, TEAL, ORANGE, BAMBOO, DEEP, LEAF = "#fbf3e2", "#0f5f57", "#e08a3c", "#d9ac62", "#9a6f2f", "#3f8f5b"
WATER, SKY, DARK = "#a9cfdc", "#e3eff3", "#33424a"


def _ground(draw: Draw, sky: str, ground: str, line: int = 430) -> None:
    draw.rectangle((0, 0, *SIZE), fill=sky)
    draw.rectangle((0, line, *SIZE), fill=ground)


def _house(draw: Draw, x: int, y: int, wide: int, wall: str) -> None:
    draw.rectangle((x, y, x + wide, y + wide * 2 // 3), fill=wall)
    draw.polygon(((x - 30, y), (x + wide // 2, y - wide // 3), (x + wide + 30, y)), fill=ORANGE)
    draw.rectangle((x + wide // 3, y + wide // 4, x + wide * 2 // 3, y + wide * 2 // 3), fill=DEEP)


def rice(draw: Draw) -> None:
    """Bags of rice before a door."""
    _ground(draw, PAPER, BAMBOO)
    draw.rectangle((90, 90, 420, 470), fill=TEAL)
    draw.rectangle((130, 130, 380, 470), fill=DEEP)
    for x, y in ((470, 380), (640, 380), (555, 270)):
        draw.rounded_rectangle((x, y, x + 160, y + 120), 34, fill="#fffaf0", outline=DEEP, width=6)
        draw.line((x + 30, y + 60, x + 130, y + 60), fill=ORANGE, width=10)


def boat(draw: Draw) -> None:
    """A boat with parcels on a flooded lane."""
    _ground(draw, SKY, WATER, 330)
    _house(draw, 110, 210, 210, PAPER)
    _house(draw, 640, 190, 230, "#f3ddc0")
    draw.polygon(((300, 430), (690, 430), (620, 520), (370, 520)), fill=DEEP)
    for x in (390, 470, 550):
        draw.rectangle((x, 370, x + 64, 430), fill=ORANGE, outline=DARK, width=4)
    for y in (350, 470, 560, 610):
        draw.arc((40, y, 300, y + 40), 200, 340, fill="#fff", width=6)
        draw.arc((660, y, 930, y + 40), 200, 340, fill="#fff", width=6)


def basket(draw: Draw) -> None:
    """A basket of vegetables on a wall."""
    _ground(draw, PAPER, "#e2c9a0", 470)
    for x in (340, 430, 520, 600):
        draw.ellipse((x, 190, x + 110, 340), fill=LEAF)
    draw.ellipse((380, 220, 470, 320), fill=ORANGE)
    draw.ellipse((560, 230, 640, 320), fill="#c2413b")
    draw.polygon(((300, 300), (730, 300), (670, 480), (360, 480)), fill=BAMBOO)
    for y in range(330, 480, 44):
        draw.line((310 + (y - 300) // 3, y, 720 - (y - 300) // 3, y), fill=DEEP, width=8)


def water(draw: Draw) -> None:
    """Bottles of drinking water in a row."""
    _ground(draw, SKY, BAMBOO, 500)
    for x in range(170, 800, 130):
        draw.rounded_rectangle((x, 230, x + 96, 520), 28, fill="#cfe8f1", outline=TEAL, width=6)
        draw.rectangle((x + 30, 190, x + 66, 236), fill=TEAL)
        draw.rectangle((x, 330, x + 96, 410), fill="#fff")


DRAWINGS: tuple[tuple[Callable[[Draw], None], str], ...] = (
    (rice, "Ba bao gạo xếp trước cửa nhà"),
    (boat, "Một chiếc xuồng chở quà đi trong con hẻm ngập nước"),
    (basket, "Giỏ rau xanh đặt trên bờ tường"),
    (water, "Năm bình nước uống xếp thành hàng"),
)


def drawn(which: Callable[[Draw], None]) -> io.BytesIO:
    """One of them as a file."""
    made, kept = Image.new("RGB", SIZE), io.BytesIO()
    which(ImageDraw.Draw(made))
    made.save(kept, "PNG")
    kept.seek(0)
    return kept
