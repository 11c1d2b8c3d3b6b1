"""Claims raced, for `bench.writes`: a hundred at once on one case.

By the action as the app runs it, on both databases; and on PostgreSQL in bare SQL through the same driver and the
same connections, the statements of our page and door (a plain read, which refuses who comes late; a transaction with
one conditional UPDATE and the trace) beside the plain pattern (a transaction with SELECT FOR UPDATE, a look in Python,
UPDATE, the same trace), in rounds that take turns. Compared is how long it takes until all hundred know.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import sqlalchemy as sa
from flask import Flask

from bench.contest import Asker, at_once, meet, site
from connect import clock, db
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import rules
from connect.cases.asking import posting
from connect.cases.claims import actions as claim_actions
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor, CaseView
from connect.cases.models import Case, CaseEvent
from connect.errors import Conflict

PROCESSES, THREADS = 4, 25  # a crowd of a hundred
LEASE = timedelta(hours=3)

Round = tuple[Counter[str], float]  # what the threads of a process were told, and the seconds until all were
Way = Callable[["psycopg.Connection[Any]", int, int], bool]


class Line(NamedTuple):
    """A connection to PostgreSQL, and whose it is."""

    connection: "psycopg.Connection[Any]"
    person: int


def stocked(number: int, seed: int) -> tuple[list[int], list[int]]:
    """So many new cases that wait, and a crowd of volunteers."""
    asker = Asker(f"claims {seed}")
    drafts = [asker.draft() for _ in range(number)]
    with db.transaction() as session:
        cases = [posting.post(*ready).case_id for ready in drafts]
        session.execute(sa.update(Case).where(Case.id.in_(cases)).values(state="open"))
        crowd = [_volunteer(f"+8436{seed % 100:02}{n:05}") for n in range(PROCESSES * THREADS)]
    db.session.remove()
    return cases, crowd


def _volunteer(phone: str) -> int:
    now = clock.now()  # verified, or a first case would keep its helper from the next round's
    one = Person(name="Bình", phone=phone, password_hash="x", created_at=now, verified_at=now)
    db.session.add(one)
    db.session.flush()
    accounts.grant(one, "volunteer", area=areas.get("VN"))
    return one.id


# --- By the action ----------------------------------------------------------------------------------------


def by_action(url: str, folder: Path, seed: int, rounds: int) -> dict[str, float]:
    """Rounds by our door: cases that have not exactly one winner, errors, and claims answered a second."""
    with site(folder, url):
        cases, crowd = stocked(rounds, seed)
    told = at_once(PROCESSES, _race, url, folder, cases, crowd)
    with site(folder, url):
        taken = sa.select(CaseEvent.case_id).where(CaseEvent.verb == "claim", CaseEvent.case_id.in_(cases))
        winners = Counter(db.session.scalars(taken))
    said = sum((one for rows in told for one, _ in rows), Counter[str]())
    took = sum(max(row[n][1] for row in told) for n in range(rounds))
    wrong = sum(winners[case] != 1 for case in cases) + abs(said["won"] - sum(winners.values()))
    return {"rounds": rounds, "winners_wrong": wrong, "errors": said["error"],
            "per_second": round(rounds * len(crowd) / took, 1)}  # fmt: skip


def _race(number: int, url: str, folder: Path, cases: list[int], crowd: list[int]) -> list[Round]:
    mine = crowd[number * THREADS : (number + 1) * THREADS]
    with site(folder, url) as app, ThreadPoolExecutor(THREADS) as pool:
        return [_round(pool, mine, partial(claim, app, case)) for case in cases]


def _round(pool: ThreadPoolExecutor, mine: list[Any], act: Callable[[Any], str]) -> Round:
    meet()
    start = time.perf_counter()
    told = Counter(pool.map(act, mine))
    return told, time.perf_counter() - start


def claim(app: Flask, case: int, person: int) -> str:
    """One claim as the page makes it: won, told or error."""
    with app.app_context():
        try:
            claim_actions.refuse_if_held(_view(case, person))
            with db.transaction():
                take(_view(case, person))
            return "won"
        except Conflict:
            return "told"
        except Exception as error:  # whatever else comes would be a page of error
            print(f"  claim: {type(error).__name__}", flush=True)
            return "error"
        finally:
            db.session.remove()


def _view(case: int, person: int) -> CaseView:
    return case_view.of(db.session.get_one(Case, case), Actor(db.session.get_one(Person, person)))


take: Callable[[CaseView], object] = claim_actions.claim


# --- In bare SQL ------------------------------------------------------------------------------------------


def against_for_update(url: str, folder: Path, seed: int, rounds: int) -> dict[str, float]:
    """How many times quicker a round is over by our way than by SELECT FOR UPDATE: medians of so many of each."""
    with site(folder, url):
        cases, crowd = stocked(2 * rounds, seed + 1)
    told = at_once(PROCESSES, _race_bare, url, cases, crowd)
    took = [max(row[n][1] for row in told) for n in range(2 * rounds)]
    won = [sum(row[n][0]["won"] for row in told) for n in range(2 * rounds)]
    ours, theirs = (statistics.median(took[way::2]) * 1000 for way in range(2))
    print(f"postgres  a round of {len(crowd)} claims in bare SQL: ours {ours:.1f} ms, FOR UPDATE {theirs:.1f} ms")
    return {"claims_vs_for_update": round(theirs / ours, 2), "bare_winners_wrong": sum(n != 1 for n in won)}


def _race_bare(number: int, url: str, cases: list[int], crowd: list[int]) -> list[Round]:
    """Rounds by the two ways in turn, each thread with a connection of its own for all of them."""
    mine = crowd[number * THREADS : (number + 1) * THREADS]
    with _connections(url, mine) as lines, ThreadPoolExecutor(THREADS) as pool:
        return [_round(pool, lines, partial(_try, WAYS[n % 2], case)) for n, case in enumerate(cases)]


@contextmanager
def _connections(url: str, people: list[int]) -> Iterator[list[Line]]:
    lines = [Line(psycopg.connect(url, autocommit=True), person) for person in people]
    yield lines
    for line in lines:
        line.connection.close()


def _try(way: Way, case: int, line: Line) -> str:
    return "won" if way(line.connection, case, line.person) else "told"


def conditional(line: "psycopg.Connection[Any]", case: int, person: int) -> bool:
    """As our page and door do it: a plain read refuses at once, one UPDATE decides between those who saw it free."""
    if _seen_free(line, case) is None:
        return False
    with line.transaction():
        version = _seen_free(line, case)
        if version is None:
            return False
        done = line.execute(f"{_TAKE} AND version = %s", (clock.now() + LEASE, clock.now(), case, version))
        if done.rowcount != 1:
            return False
        _trace(line, case, person)
    return True


def for_update(line: "psycopg.Connection[Any]", case: int, person: int) -> bool:
    """As most would write it: lock the row, look, change it."""
    with line.transaction():
        if _seen_free(line, case, " FOR UPDATE") is None:
            return False
        line.execute(_TAKE, (clock.now() + LEASE, clock.now(), case))
        _trace(line, case, person)
    return True


def _seen_free(line: "psycopg.Connection[Any]", case: int, how: str = "") -> int | None:
    """The version of a case that may be taken."""
    row = line.execute(f"SELECT state, free_at, version FROM cases WHERE id = %s{how}", (case,)).fetchone()
    return row[2] if row and rules.is_available(row[0], row[1], clock.now()) else None


_TAKE = "UPDATE cases SET state = 'claimed', version = version + 1, free_at = %s, changed_at = %s WHERE id = %s"
WAYS: tuple[Way, Way] = (conditional, for_update)


def _trace(line: "psycopg.Connection[Any]", case: int, person: int) -> None:
    now = clock.now()
    line.execute(
        "INSERT INTO case_events (case_id, at, verb, from_state, to_state, actor, person_id) "
        "VALUES (%s, %s, 'claim', 'open', 'claimed', 'volunteer', %s)", (case, now, person),
    )  # fmt: skip
    line.execute(
        "INSERT INTO claims (case_id, person_id, taken_at, until, code_tries) VALUES (%s, %s, %s, %s, 0)",
        (case, person, now, now + LEASE),
    )
