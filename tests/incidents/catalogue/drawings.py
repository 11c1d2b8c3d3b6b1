"""The drawings that there are."""

import re

from connect.config import ROOT

SPRITE = frozenset(
    name
    for sheet in ("sprite", "more")
    for name in re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons" / f"{sheet}.svg").read_text("utf-8"))
)
