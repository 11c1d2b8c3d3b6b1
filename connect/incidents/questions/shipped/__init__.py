"""Questions that come with the software, one file a utility: a place to begin, brought into a draft by one press."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
UTILITIES = frozenset(path.stem for path in FOLDER.glob("*.json"))


def body(utility: str) -> dict[str, Any] | None:
    """The questions shipped for a utility, as a set's JSON has them; None where there are none."""
    if utility not in UTILITIES:
        return None
    found: dict[str, Any] = json.loads((FOLDER / f"{utility}.json").read_text(encoding="utf-8"))
    return found
