"""Nothing that may be seen by those who may not know a home depends on where in its public cell the home lies.

Two databases, equal in all but the true points; the same random requests to both, as everybody but the claimer and the
area's own moderator; status, headers and body must agree to the byte. Run it long, with another seed each night:

    python -m tests.privacy.noninterference --pairs 1000000 --seed 1
    python -m tests.privacy.noninterference --pairs 20000 --only cases.clusters_json  # the signs of the map alone
"""

import argparse
import json
import math
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.privacy.asking import Asker
from tests.privacy.worlds import Answer, Ask, World, standing_still, two_worlds

LINK = re.compile(rb'(?:href="|"(?:next|url)":")(/[^"#]*)"')


@dataclass
class Run:
    """What came of it."""

    pairs: int = 0
    differences: int = 0
    first_difference: str | None = None
    first_at: int | None = None
    crashes: list[str] = field(default_factory=list)
    endpoints: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    times: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))


def compare(
    worlds: tuple[World, World], asker: Asker, pairs: int, *, homes: int = 0, cheap: float = 0.84, stop: bool = False,
    each: int = 0, progress: Callable[[Run], None] = lambda run: None,
) -> Run:  # fmt: skip
    """So many pairs; `homes` of them new requests for help, and at least `each` questions to every address.

    `stop` ends the run at the first difference.
    """
    run = Run()
    for first, second in questions(asker, pairs, homes, cheap, each):
        turn = asker.dice.random() < 0.5  # neither world always comes first
        answers = {n: worlds[n].answer((first, second)[n]) for n in ((0, 1) if turn else (1, 0))}
        note(run, first, second, answers[0], answers[1])
        if answers[0][0].status.startswith("200") and run.pairs % 4 == 0:
            links = LINK.findall(answers[0][0].body)
            asker.links.extend(link.decode().replace("&amp;", "&") for link in links[-3:])
        progress(run)
        if stop and run.differences:
            break
    return run


def questions(asker: Asker, pairs: int, homes: int, cheap: float, each: int) -> Iterator[tuple[Ask, Ask]]:
    """What to ask of the first world and of the second: the same, but for new requests for help."""
    left = pairs
    for rule in asker.pages * each:
        left -= 1
        ask = asker.to(rule)
        yield ask, ask
    share = homes / max(1, left)
    for _ in range(left):
        if asker.dice.random() < share:
            yield asker.homes()
        else:
            ask = asker.any(cheap)
            yield ask, ask


def note(run: Run, first: Ask, second: Ask, one: tuple[Answer, float], other: tuple[Answer, float]) -> None:
    """Counts a pair of answers; only the link of a new request, which is its owner's secret, may differ.

    A request that is refused is given back to who typed it, with the wards near the position she typed herself:
    there only the status is compared.
    """
    same = one[0] == other[0]
    if first != second:
        refused = one[0].status.startswith("422") and one[0].status == other[0].status
        same = refused or one[0].without_link() == other[0].without_link()
    run.pairs += 1
    run.endpoints[first.endpoint] += 1
    run.statuses[one[0].status[:3]] += 1
    run.times[0].append(one[1])
    run.times[1].append(other[1])
    if one[0].status.startswith(("5", "crash")):
        run.crashes.append(f"{first.path}?{first.query} as {first.role}: {one[0].status}")
    if not same:
        run.differences += 1
        if run.first_difference is None:
            run.first_at = run.pairs
            where = first_difference(one[0], other[0])
            run.first_difference = f"{first.endpoint} {first.path}?{first.query} as {first.role}: {where}"


def first_difference(one: Answer, other: Answer) -> str:
    """Where two answers part, with a little around it."""
    if (one.status, one.headers) != (other.status, other.headers):
        return f"{one.status} {set(one.headers) ^ set(other.headers)}"
    at = next((n for n, (a, b) in enumerate(zip(one.body, other.body, strict=False)) if a != b), 0)
    return f"{one.body[max(0, at - 60) : at + 40]!r} / {other.body[max(0, at - 60) : at + 40]!r}"


def rank_sum(one: list[float], other: list[float]) -> tuple[float, float]:
    """z and two-sided p of the rank-sum test, by the normal approximation with the correction for ties.

    Source: Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the
    other", Ann. Math. Statist. 18 (1947); variance with ties as in Lehmann, Nonparametrics (1975), 1.2.
    """
    n, m = len(one), len(other)
    pooled = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks, ties, start = 0.0, 0, 0
    while start < n + m:
        end = start
        while end < n + m and pooled[end][0] == pooled[start][0]:
            end += 1
        ranks += (start + 1 + end) / 2 * sum(1 for _, which in pooled[start:end] if which == 0)
        ties += (end - start) ** 3 - (end - start)
        start = end
    spread = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)))
    z = (ranks - n * (n + m + 1) / 2) / math.sqrt(spread) if spread else 0.0
    return z, math.erfc(abs(z) / math.sqrt(2))


def main(arguments: list[str] | None = None) -> int:
    """The command; its last line is JSON, its code 0 only when nothing differed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, default=150)
    parser.add_argument("--only", action="append", help="an endpoint to ask nearly always; may be given again")
    given = parser.parse_args(arguments)
    begun = time.monotonic()

    def progress(run: Run) -> None:
        if run.pairs % 2000 == 0:
            speed = run.pairs / (time.monotonic() - begun)
            print(
                f"\r{run.pairs:,} pairs, {run.differences} differ, {speed:.0f}/s ", end="", file=sys.stderr, flush=True
            )

    with tempfile.TemporaryDirectory() as folder, standing_still() as chance:
        first, second, cast = two_worlds(Path(folder), chance, seed=given.seed, cases=given.cases)
        with first.app.app_context():
            asker = Asker(first.app, cast, random.Random(given.seed))
        share, each = 0.84, 5
        if given.only:
            asker.quick = [rule for rule in asker.pages if rule.endpoint in given.only]
            share, each = 1.0, 1  # all others once: SQLAlchemy draws bytes when it builds a statement the first time
        homes = min(2000, given.pairs // 100)
        run = compare((first, second), asker, given.pairs, homes=homes, cheap=share, each=each, progress=progress)
    z, p = rank_sum(*run.times)
    print(
        f"\n{len(run.endpoints)} addresses, the least asked {min(run.endpoints.values())} times; {dict(run.statuses)}"
    )
    print(f"Time of the two worlds, rank-sum: z = {z:.2f}, p = {p:.3f} (for information)")
    if run.crashes:
        print(f"{len(run.crashes)} crashes, the first: {run.crashes[0]}")
    names = ("pairs", "differences", "first_difference")
    print(json.dumps({name: getattr(run, name) for name in names}, ensure_ascii=False))
    return 1 if run.differences or run.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
