"""Random clinical answers against the published table: `python -m tests.signs --cases 100000 --seed 1`.

All go through what reads the form, and the rules. A sample goes through the site's own forms, of asking and of a
change: from each, the next page is read. The rule that chooses that page is one function of level and urgency, so what
the sample shows of each level holds of all. First the harness must find bugs that are planted; the last line is JSON,
and all but `cases` 0.
"""

import argparse
import json
import random
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest import mock

from connect.cases.signs import forms
from connect.incidents.signs import rules
from connect.incidents.signs.rules import CURRENT, Level, SignList
from tests.signs.answers import Sent, counted, drawn
from tests.signs.pages import Site

SAMPLE = 60


def main() -> int:
    """Counts, and tells; the exit code is 0 when the planted bugs are found and nothing else is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dice = random.Random(given.seed)
    sent = [drawn(dice) for _ in range(given.cases)]
    sample = [*(one for one in sent[:5000] if _is_grave(one))][: SAMPLE // 2] + sent[: SAMPLE // 2]
    with Site() as site:
        found = [_is_found(*planted, sent[:5000]) for planted in PLANTED]
        with mock.patch("connect.cases.views.sent._calls", lambda _case: False):
            n = counted(sample[:10], site.read)["without_number"]
        found.append(n > 0)
        print(
            f"planted: a page without the number: without_number {n}" if n else "NOT FOUND: a page without the number"
        )
        with mock.patch("connect.cases.actions.signs.tell_anew", lambda _case, _given: Level.NONE):
            n = counted(sample[:10], site.read_changed)["missed"]
        found.append(n > 0)
        print(f"planted: a change that keeps no signs: missed {n}" if n else "NOT FOUND: a change that keeps no signs")
        wrong = counted(sent, by_rule) + counted(sample, site.read) + counted(sample, site.read_changed)
    print(json.dumps({"cases": given.cases} | {name: wrong[name] for name in ("missed", "lowered", "without_number")}))
    return int(not all(found) or any(wrong.values()))


def by_rule(sent: Sent) -> tuple[Level, int, bool]:
    """One person's answers through the form and the rules."""
    fields = forms.read(sent.posted())
    level = rules.level_of(fields.answers) if fields.answers else Level.NONE
    return level, rules.urgency_with(level, sent.urgency), rules.calls_now(level)


def _is_grave(sent: Sent) -> bool:
    return by_rule(sent)[0] is Level.E


def _off_by_one(code: str) -> SignList:
    """The list with each limit of a measure one step too far."""
    measure = CURRENT.measures[code]
    limits = tuple(
        replace(
            one,
            at_least=None if one.at_least is None else one.at_least + 1,
            at_most=None if one.at_most is None else one.at_most - 1,
        )
        for one in measure.limits
    )
    return replace(CURRENT, measures={**CURRENT.measures, code: replace(measure, limits=limits)})


def _with_list(changed: SignList) -> Callable[[Sent], tuple[Level, int, bool]]:
    def read(sent: Sent) -> tuple[Level, int, bool]:
        answers = forms.read(sent.posted()).answers
        level = rules.level_of(answers, changed) if answers else Level.NONE
        return level, rules.urgency_with(level, sent.urgency), rules.calls_now(level)

    return read


def _lowering(sent: Sent) -> tuple[Level, int, bool]:
    level, _urgency, number = by_rule(sent)
    return level, rules.URGENCY.get(level, sent.urgency), number


PLANTED: list[tuple[str, str, Any]] = [
    ("a threshold of oxygen off by one", "missed", _with_list(_off_by_one("spo2"))),
    ("a threshold of breaths off by one", "missed", _with_list(_off_by_one("breaths"))),
    ("a threshold of the pulse off by one", "missed", _with_list(_off_by_one("pulse"))),
    ("an urgency that is set and not raised", "lowered", _lowering),
]


def _is_found(name: str, count: str, read: Any, sent: list[Sent]) -> bool:
    n = counted(sent, read)[count]
    print(f"planted: {name}: {count} {n}" if n else f"NOT FOUND: {name}", flush=True)
    return n > 0


if __name__ == "__main__":
    sys.exit(main())
