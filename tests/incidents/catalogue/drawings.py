"""The drawings that there are."""

import re

from connect.config import ROOT

SPRITE = frozenset(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons" / "sprite.svg").read_text()))
