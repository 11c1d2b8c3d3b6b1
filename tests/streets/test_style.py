"""Names on the map can be read and streets be told from land, by day and by night (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re

import pytest

from tests.scripts import ROOT

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
STYLE = (ROOT / "templates" / "components" / "map" / "streets_style.js").read_text("utf-8")
COLOUR = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6})\b")
DAY, NIGHT = (dict(COLOUR.findall(part)) for part in TOKENS.split("@media screen and (prefers-color-scheme: dark)"))
NAMES = set(re.findall(r'\b(?:spot\("\w+", |along\()"([\w-]+)"', STYLE))


def light(colour: str) -> float:
    """Relative luminance, of a colour with three or six figures."""
    bare = colour[1:] if len(colour) == 7 else "".join(one * 2 for one in colour[1:])
    parts = [int(bare[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
def test_every_name_stands_out_from_its_edge_and_streets_from_the_land(colours: dict[str, str]) -> None:
    assert {"ink", "quiet", "grave", "link"} == NAMES
    for name in NAMES:
        assert contrast(colours[name], colours["card"]) >= 4.5, name
    assert contrast(colours["edge"], colours["land"]) >= 3
    assert 'stroke: colour("card"), width: 2.5' in STYLE and 'line("edge"' in STYLE
