"""The site's icons, drawn from the mark of the basket: `python -m tools.icons` writes them to static/icons.

`favicon.svg` and the pictures for home screens come of one drawing, so no file of unknown origin lies here and a test
can draw them again.
"""

import sys
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "static" / "icons"
GROUND, RIM, STRANDS = "#0f5f57", "#fff4e2", "#ffb870"
SIZE, STROKE = 24, 1.9  # of the drawing
# Moves (M), lines (L) and cubic curves (C), in absolute numbers.
BODY = (
    "M 4 10 L 20 10 L 18 18.5 C 17.8 19.4 16.9 20 16 20 L 8 20 C 7.1 20 6.2 19.4 6 18.5 L 4 10 M 7 10 C 7 2 17 2 17 10"
)
WEAVE = "M 8 13.5 L 11 13.5 M 14 13.5 L 16.5 13.5 M 9 17 L 11 17 M 13.5 17 L 15.5 17"
PARTS = ((BODY, RIM), (WEAVE, STRANDS))
# file: edge in pixels, share of the edge that the mark fills, radius of the corners as a share of the edge
PICTURES = {
    "icon-192.png": (192, 0.72, 0.22),
    "icon-512.png": (512, 0.72, 0.22),
    "icon-maskable-512.png": (512, 0.56, 0),  # a system may cut it to a circle of four fifths
    "apple-touch-icon.png": (180, 0.66, 0),  # iOS rounds it itself, and shows black where nothing is
}
FINER, STEPS, COLOURS = 4, 24, 48

Point = tuple[float, float]


def flattened(path: str) -> list[list[Point]]:
    """The lines of a path, its curves as short straight pieces."""
    lines: list[list[Point]] = []
    words = path.split()
    while words:
        verb = words.pop(0)
        points = [(float(words.pop(0)), float(words.pop(0))) for _ in range({"M": 1, "L": 1, "C": 3}[verb])]
        if verb == "M":
            lines.append(points)
        else:
            lines[-1] += points if verb == "L" else _curve(lines[-1][-1], *points)
    return lines


def _curve(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    def at(t: float, axis: int) -> float:
        u = 1 - t
        return u**3 * a[axis] + 3 * u * u * t * b[axis] + 3 * u * t * t * c[axis] + t**3 * d[axis]

    return [(at(n / STEPS, 0), at(n / STEPS, 1)) for n in range(1, STEPS + 1)]


def picture(edge: int, share: float, radius: float) -> Image.Image:
    """The basket on its ground, drawn finer and made smaller, which smooths its edges."""
    fine = edge * FINER
    image = Image.new("RGBA", (fine, fine), "#0f5f5700")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, fine - 1, fine - 1), fine * radius, fill=GROUND)
    scale, middle = fine * share / SIZE, fine / 2
    for path, colour in PARTS:
        for line in flattened(path):
            _stroke(pen, [(middle + (x - 12) * scale, middle + (y - 12) * scale) for x, y in line], scale, colour)
    small = image.resize((edge, edge), Image.Resampling.BOX)
    return small.quantize(COLOURS, Image.Quantize.FASTOCTREE)


def _stroke(pen: ImageDraw.ImageDraw, points: list[Point], scale: float, colour: str) -> None:
    half = STROKE * scale / 2
    for a, b in pairwise(points):
        pen.line((a, b), colour, round(2 * half))
    for x, y in points:  # round ends and corners
        pen.ellipse((x - half, y - half, x + half, y + half), fill=colour)


def drawing() -> str:
    """The same as SVG, for the tab of a browser."""
    strokes = "".join(f'<path d="{path}" stroke="{colour}"/>' for path, colour in PARTS)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="7" fill="{GROUND}"/>'
        f'<g transform="translate(4 4)" fill="none" stroke-width="{STROKE}" stroke-linecap="round"'
        f' stroke-linejoin="round">{strokes}</g></svg>\n'
    )


def main() -> int:
    """Writes all of them."""
    (FOLDER / "favicon.svg").write_text(drawing(), "utf-8")
    for name, (edge, share, radius) in PICTURES.items():
        picture(edge, share, radius).save(FOLDER / name, optimize=True)
        print(f"{name}: {(FOLDER / name).stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
