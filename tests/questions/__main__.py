"""Python against a real browser on random forms and answers: `python -m tests.questions --forms 5000 --seed 1`.

First the harness must find bugs that are planted into the script; the last line is JSON, and all but `forms` must be 0.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Page

from connect.incidents.questions import reading
from tests.questions import browser_side, workbooks
from tests.questions.browser_side import SOURCE
from tests.questions.forms import Form, asked, form
from tools import chromium

COUNTS = ("differences", "blocked_by_hidden", "hidden_kept")
_SKIP = "if (one.ask_if && !holds(one.ask_if, values)) continue;"
_HIDDEN = "if (one.ask_if && !holds(one.ask_if, values)) {"
_KEPT = " if (given[one.code]?.[0]) values[one.code] = given[one.code][0]; continue; }"
_NEEDED = " if (one.required) faults[one.code] = 'needed'; continue; }"
_EMPTY = "values = Object.create(null), faults"
_AHEAD = "Object.fromEntries(set.map((q) => [q.code, answer(q, given[q.code] ?? [])[0]]).filter((q) => q[1]))"
PLANTED = {  # what the source of the script becomes, and the count that must tell
    "keeps hidden answers": (_SKIP, _HIDDEN + _KEPT, "hidden_kept"),
    "requires hidden questions": (_SKIP, _HIDDEN + _NEEDED, "blocked_by_hidden"),
    "looks forward": (_EMPTY, f"values = {_AHEAD}, faults", "differences"),
}
LOST: dict[str, tuple[Callable[[workbooks.Json], workbooks.Json], str]] = {  # of a question on its way out
    "drops conditions": (lambda one: {key: value for key, value in one.items() if key != "ask_if"}, "roundtrip_lost"),
    "writes codes that are none": (lambda one: {**one, "code": f"{one['code']} x"}, "pyxform_failed"),
}


def main() -> int:
    """Compares, and tells; the exit code is 0 when the planted bugs are found and nothing else is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--forms", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dice = random.Random(given.seed)
    forms = [form(dice) for _ in range(given.forms)]
    with chromium.launched() as browser:
        page = browser.new_page()
        found_all = False not in [_is_found(page, name, forms[:1000]) for name in PLANTED]
        counts = compared(page, forms)
    found_all &= all(_is_lost(name, forms[:100]) for name in LOST)
    counts |= workbooks.compared(forms)
    print(json.dumps({"forms": given.forms} | {name: counts[name] for name in (*COUNTS, *workbooks.COUNTS)}))
    return int(not found_all or any(counts[name] for name in (*COUNTS, *workbooks.COUNTS)))


def _is_lost(name: str, forms: Sequence[Form]) -> bool:
    planted, count = LOST[name]
    n = workbooks.compared(forms, planted)[count]
    print(f"planted: {name}: {count} {n}" if n else f"NOT FOUND: {name}", flush=True)
    return n > 0


def _is_found(page: Page, name: str, forms: Sequence[Form]) -> bool:
    before, after, count = PLANTED[name]
    if before not in SOURCE:
        raise ValueError(f"the bug that {name} cannot be planted any more: set PLANTED right")
    n = compared(page, forms, SOURCE.replace(before, after))[count]
    print(f"planted: {name}: {count} {n}" if n else f"NOT FOUND: {name}", flush=True)
    return n > 0


def compared(page: Page, forms: Sequence[Form], source: str = SOURCE) -> Counter[str]:
    """How often the two disagree with one another or with what is known, and what hidden questions do in either."""
    counts: Counter[str] = Counter()
    read = [(reading.read(one.data), one.typed) for one in forms]
    for one, (questions, typed), there in zip(forms, read, browser_side.evaluated(page, read, source), strict=True):
        here = browser_side.python_says(questions, typed)
        shown = asked(one)
        values = {code: one.known[code] for code in shown if one.known[code] is not None}
        expected: dict[str, Any] = {"values": values, "relevant": shown}
        counts["differences"] += here != there or here != {**expected, "faults": here["faults"]}
        for side in (here, there):
            counts["blocked_by_hidden"] += bool({*side["faults"]} - {*shown})
            counts["hidden_kept"] += bool({*side["values"]} - {*shown})
    return counts


if __name__ == "__main__":
    sys.exit(main())
