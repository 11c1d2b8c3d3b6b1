"""What officials see of the wave, and what it costs: `python -m bench.coverage --open 100000 --seed 7`.

Coverage of a ward, of the largest province and of the country, by ward and by cell, as the page asks for it, on SQLite
and on a PostgreSQL of our own; beside it the sums over who waits, by the index that was made for them and without it,
and twenty look-ups by key. Helpers are put into a copy of the site first: one at every taken case, and one at every
tenth of those helped came today. Rounds are interleaved. The last line is JSON.
"""

import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import sqlalchemy as sa
from flask import Flask

import bench
from bench import wave
from bench.nearby import LOOKUP
from connect import clock, db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases.models import LISTED_SQL
from connect.incidents import kinds
from connect.moderation.statistics import coverage

HELPERS = 2_000
PROVINCE, WARD = "79", "26740"  # Ho Chi Minh City, where the wave is highest; its ward Sài Gòn
UNINDEXED = LISTED_SQL.replace("guarded = 0", "guarded + 0 = 0")  # no database sees that this is the index's own
Took = dict[tuple[str, str], list[float]]  # what was asked, and of which database: milliseconds of each round


def main() -> None:
    """Reads the arguments, measures, prints."""
    asked = bench.options(__doc__).parse_args()
    took, alike = measure(asked.open, asked.seed, asked.rounds)
    table(took)
    print(json.dumps(ratios(took) | {"open_cases": asked.open, "alike": alike}))


def measure(number: int, seed: int, rounds: int) -> tuple[Took, bool]:
    """Milliseconds of everything, one round to warm up; and whether both databases always said the same."""
    took: Took = defaultdict(list)
    said: dict[str, set[Any]] = defaultdict(set)
    with ExitStack() as stack:
        sites = {
            name: stack.enter_context(wave.site(number, 1, postgres=name == "PostgreSQL", scratch=True))
            for name in ("SQLite", "PostgreSQL")
        }
        for app in sites.values():
            with app.app_context():
                put_helpers(random.Random(f"helpers {seed}"))
        for turn in range(rounds + 1):
            for call, ask in CALLS.items():
                for name, app in sites.items():
                    milliseconds, answer = timed(app, ask)
                    if turn:
                        took[call, name].append(milliseconds)
                    if isinstance(answer, coverage.Coverage):
                        said[call].add((answer.total.cases, answer.total.people, answer.total.helpers))
    return took, all(len(answers) == 1 for answers in said.values())


def put_helpers(dice: random.Random) -> None:
    """Makes helpers, and claims that run or ended today."""
    now = clock.now()
    with db.transaction() as session:
        people = [Person(name="Hạnh", phone=f"+8437{n:07}", password_hash="x", created_at=now) for n in range(HELPERS)]
        session.add_all(people)
        session.flush()
        first = people[0].id
        values = {"first": first, "number": HELPERS, "now": now, "until": now.replace(year=now.year + 1)}
        mix = dice.randrange(1, 10_000)
        for where, end in (("state = 'claimed'", "NULL"), ("state = 'helped' AND id % 50 = 7", "'helped'")):
            ended = "NULL" if end == "NULL" else ":now"
            statement = f"""
                INSERT INTO claims (case_id, person_id, taken_at, until, code_tries, ended_at, "end")
                SELECT id, :first + (id + {mix}) % :number, :now, :until, 0, {ended}, {end} FROM cases WHERE {where}
            """
            typed = [sa.bindparam(name, type_=db.Moment()) for name in ("now", "until") if f":{name}" in statement]
            session.execute(sa.text(statement).bindparams(*typed), values)
    if db.is_postgres():
        with db.extension.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("ANALYZE claims"))


def asked(code: str, **more: Any) -> Callable[[], coverage.Coverage]:
    """Coverage of an area, as the page asks for it."""
    return lambda: coverage.coverage([areas.get(code).path], **more)


def sums(code: str, *, indexed: bool) -> Callable[[], object]:
    """The statement over who waits, by its index or by whatever other one the database finds."""

    def ask() -> object:
        reader = db.Reader()
        sql = coverage.waiting_sql(reader, 1, False)
        if not indexed:
            sql = sql.replace(" INDEXED BY ix_cases_coverage", "").replace(LISTED_SQL, UNINDEXED)
        return reader.rows(sql, (reader.value_of(clock.now()), kinds.ALL, f"{areas.get(code).path}%"))

    return ask


def lookups() -> object:
    """Twenty rows by their keys."""
    cursor: Any = db.session.connection().connection.cursor()
    sql = LOOKUP.replace("?", "%s") if db.is_postgres() else LOOKUP
    return cursor.execute(sql, tuple(range(5, 105, 5))).fetchall()


CALLS: dict[str, Callable[[], object]] = {
    "a ward": asked(WARD),
    "a province": asked(PROVINCE),
    "a province by cell": asked(PROVINCE, by_cell=True),
    "the country": asked("VN"),
    "its sums, province": sums(PROVINCE, indexed=True),
    "without the index, province": sums(PROVINCE, indexed=False),
    "its sums, country": sums("VN", indexed=True),
    "without the index, country": sums("VN", indexed=False),
    "20 lookups by key": lookups,
}


def timed(app: Flask, ask: Callable[[], object]) -> tuple[float, object]:
    """Milliseconds of one answer, and the answer."""
    with app.app_context():
        db.session.connection()
        start = time.perf_counter()
        answer = ask()
        took = (time.perf_counter() - start) * 1000
        db.session.remove()
    return took, answer


# --- Figures ----------------------------------------------------------------------------------------------


def table(took: Took) -> None:
    """Prints the median and the slowest of the rounds, in milliseconds."""
    names = list(dict.fromkeys(name for _, name in took))
    print(f"{'':<32}" + "".join(f"{name:>14}{'slowest':>10}" for name in names))
    for call in CALLS:
        print(f"{call:<32}" + "".join(f"{middle(took, call, n):14.2f}{max(took[call, n]):10.2f}" for n in names))


def middle(took: Took, call: str, name: str) -> float:
    """The median of the rounds."""
    return statistics.median(took[call, name])


def ratios(took: Took) -> dict[str, float]:
    """What a page waits for, in milliseconds, and what the index is worth."""
    found: dict[str, float] = {}
    for name, short in (("SQLite", "sqlite"), ("PostgreSQL", "postgres")):
        for area, call in (("province", "a province"), ("country", "the country")):
            indexed, other = (middle(took, f"{what}, {area}", name) for what in ("its sums", "without the index"))
            found[f"{short}_{area}_ms"] = round(middle(took, call, name), 1)
            found[f"{short}_{area}_sums_vs_without_index"] = round(other / indexed, 1)
    return found


if __name__ == "__main__":
    main()
