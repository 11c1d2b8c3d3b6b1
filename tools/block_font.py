"""Makes tests/browser/baselines/blocks.woff2: every letter a block of the same width, so that all machines wrap alike.

Screenshots are compared in it, because two machines hardly have the same fonts. Needs fonttools and brotli, at build
time only: `python -m tools.block_font`.
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

TARGET = Path(__file__).parents[1] / "tests" / "browser" / "baselines" / "blocks.woff2"
EM, WIDE, HIGH, ASCENT, DESCENT = 1000, 540, 520, 930, 270
# Latin with all accents of Vietnamese, marks of punctuation, arrows, and signs of money and numbers.
LETTERS = (range(0x20, 0x250), range(0x2B0, 0x370), range(0x1E00, 0x1F00), range(0x2010, 0x2220))


def build() -> int:
    """Writes the font and returns its size in bytes."""
    pen = TTGlyphPen(None)
    for number, point in enumerate(((40, 0), (40, HIGH), (WIDE - 40, HIGH), (WIDE - 40, 0))):
        (pen.lineTo if number else pen.moveTo)(point)
    pen.closePath()
    block, nothing = pen.glyph(), TTGlyphPen(None).glyph()
    font = FontBuilder(EM, isTTF=True)
    font.setupGlyphOrder([".notdef", "space", "block"])
    blanks = {0x20, 0xA0, 0x202F, 0x2007}
    font.setupCharacterMap({code: "space" if code in blanks else "block" for part in LETTERS for code in part})
    font.setupGlyf({".notdef": block, "space": nothing, "block": block})
    font.setupHorizontalMetrics({".notdef": (WIDE, 40), "space": (WIDE // 2, 0), "block": (WIDE, 40)})
    font.setupHorizontalHeader(ascent=ASCENT, descent=-DESCENT)
    font.setupNameTable({"familyName": "Blocks", "styleName": "Regular"})
    font.setupOS2(sTypoAscender=ASCENT, sTypoDescender=-DESCENT, usWinAscent=ASCENT, usWinDescent=DESCENT)
    font.setupPost()
    font.font.flavor = "woff2"
    TARGET.parent.mkdir(exist_ok=True)
    font.save(TARGET)
    return TARGET.stat().st_size


if __name__ == "__main__":
    print(f"{TARGET.name}: {build()} bytes")
