"""Sets of questions: published versions, which a process keeps once read, and what an official may see and edit."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app

from connect import db
from connect.accounts import queries as accounts
from connect.accounts.models import Person
from connect.accounts.rules import VERIFIERS, covers
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.incidents import queries as incidents
from connect.incidents.questions import reading
from connect.incidents.questions.editing import earlier
from connect.incidents.questions.models import QuestionSet
from connect.incidents.questions.rules import Fault, Published

Count = Callable[[str, Iterable[int]], Mapping[tuple[str, str], int]]
KEPT = "connect.question_sets"  # in the app's extensions: versions by id
MOST_LISTED = 300
counts: list[Count] = []


class Choice(NamedTuple):
    """A published version that a switch may put into force."""

    id: int
    public_id: str
    version: int
    published_at: datetime
    owner: str | None  # the area's name; None: the whole site
    questions: int
    note: str


# --- What people are asked ------------------------------------------------------------------------------------


def published(set_id: int) -> Published:
    """A published version by its id, read once in a process: it never changes. `retired_at` is left to `retired_at`.

    Raises NotFound for a draft and for what is not there.
    """
    kept: dict[int, Published] = current_app.extensions.setdefault(KEPT, {})
    if set_id not in kept:
        columns = (QuestionSet.utility, QuestionSet.version, QuestionSet.body)
        asked = sa.select(*columns).where(QuestionSet.id == set_id, QuestionSet.published_at.is_not(None))
        row = db.session.execute(asked).one_or_none()
        if row is None:
            raise NotFound
        kept[set_id] = Published(set_id, row.utility, row.version, reading.read(row.body))
    return kept[set_id]


def current(utility: str, path: str, at: datetime) -> Published | None:
    """The questions in force for a utility in the area of a path at a moment; None where nothing is asked."""
    standing = incidents.board(path, at, of=incidents.board_here()).get(utility)
    chosen = standing.settings.question_set if standing and standing.is_on else None
    return published(chosen) if chosen is not None else None


def any_published() -> bool:
    """Whether anything could be asked anywhere: else a form need not look for questions."""
    return bool(db.session.scalar(sa.select(sa.exists().where(QuestionSet.published_at.is_not(None)))))


def newer_than(set_id: int) -> Published | None:
    """The newest version of the owner and utility of a published one; None when that is the newest."""
    statement = _later(set_id).order_by(QuestionSet.version.desc()).limit(1)
    found = db.session.scalar(statement.with_only_columns(QuestionSet.id))
    return published(found) if found is not None else None


def retired_at(set_id: int) -> datetime | None:
    """The moment the next version of its owner was published; None while there is none."""
    statement = _later(set_id).order_by(QuestionSet.version).limit(1)
    return db.session.scalar(statement.with_only_columns(QuestionSet.published_at))


def _later(set_id: int) -> sa.Select[QuestionSet]:
    one, later = sa.orm.aliased(QuestionSet), QuestionSet
    return sa.select(later).join(
        one, sa.and_(one.utility == later.utility, _owner(one) == _owner(later), one.version < later.version)
    ).where(one.id == set_id, later.published_at.is_not(None))  # fmt: skip


def related(utility: str, path: str) -> list[QuestionSet]:
    """The published versions that people of an area may have answered: its own, those above and below, newest first."""
    return [one for one in _published_of(utility) if covers(one.path, path) or covers(path, one.path)]


def choices(utility: str, path: str) -> list[Choice]:
    """The published versions that a switch of this area may use: its own and those of areas above, newest first."""
    return [_choice(one) for one in _published_of(utility) if covers(one.path, path)]


def _published_of(utility: str) -> list[QuestionSet]:
    statement = sa.select(QuestionSet).where(QuestionSet.utility == utility, QuestionSet.published_at.is_not(None))
    return list(db.session.scalars(statement.order_by(QuestionSet.published_at.desc(), QuestionSet.id.desc())))


def _choice(one: QuestionSet) -> Choice:
    assert one.published_at is not None  # noqa: S101 - for the type checker
    return Choice(
        one.id, one.public_id, one.version, one.published_at, one.area.name if one.area else None,
        len(one.body["questions"]), one.note,
    )  # fmt: skip


# --- What an official sees ------------------------------------------------------------------------------------


def scopes(person: Person) -> list[str]:
    """Paths of the areas whose sets a person edits."""
    return [path for role in VERIFIERS for path in accounts.scopes(person, role)]


def may_edit(person: Person, path: str) -> bool:
    """Whether a person answers, as an official or admin, for the area of a path."""
    return any(covers(scope, path) for scope in scopes(person))


def check_editor(person: Person, path: str) -> None:
    """Raises NotFound unless a person may edit the sets of an area: to others it looks like what does not exist."""
    if not may_edit(person, path):
        raise NotFound


def by_public_id(public_id: str, person: Person) -> QuestionSet:
    """A set that a person edits, or reads because it holds in an area of the person's. NotFound for any other."""
    found = db.session.scalar(sa.select(QuestionSet).where(QuestionSet.public_id == public_id))
    if found is None or not _may_read(found, scopes(person)):
        raise NotFound
    return found


def to_edit(public_id: str, person: Person) -> QuestionSet:
    """A set that a person edits, read anew. NotFound for any other."""
    found = by_public_id(public_id, person)
    check_editor(person, found.path)
    db.session.refresh(found)
    return found


def listed(person: Person) -> list[QuestionSet]:
    """The sets of a person's areas, of those below and, published ones, of those above, by utility, newest first."""
    mine = scopes(person)
    statement = sa.select(QuestionSet).order_by(QuestionSet.utility, QuestionSet.version.desc(), QuestionSet.id.desc())
    return [one for one in db.session.scalars(statement) if _may_read(one, mine)][:MOST_LISTED]


def owners(person: Person) -> list[Place]:
    """The areas in whose name a person writes questions, the widest first."""
    codes = {path.rstrip("/").rsplit("/", 1)[-1] for path in scopes(person)}
    return sorted((areas.get(code) for code in codes), key=lambda one: (len(one.path), one.folded))


def _may_read(one: QuestionSet, mine: Iterable[str]) -> bool:
    below = any(covers(scope, one.path) for scope in mine)
    return below or (one.published_at is not None and any(covers(one.path, scope) for scope in mine))


# --- A draft and what was before it ---------------------------------------------------------------------------


def versions(of: QuestionSet) -> list[QuestionSet]:
    """The published versions of the owner and utility of a set, oldest first."""
    statement = sa.select(QuestionSet).where(
        QuestionSet.utility == of.utility, _owner(QuestionSet) == (of.area_id or 0),
        QuestionSet.published_at.is_not(None),
    )  # fmt: skip
    return list(db.session.scalars(statement.order_by(QuestionSet.version)))


def draft_of(utility: str, area_id: int | None) -> QuestionSet | None:
    """The draft of an owner and utility, if there is one."""
    statement = sa.select(QuestionSet).where(
        QuestionSet.utility == utility, _owner(QuestionSet) == (area_id or 0), QuestionSet.published_at.is_(None)
    )
    return db.session.scalar(statement)


def newest_number(utility: str, area_id: int | None) -> int:
    """The number of the newest published version of an owner and utility; 0: there is none."""
    statement = sa.select(sa.func.max(QuestionSet.version)).where(
        QuestionSet.utility == utility, _owner(QuestionSet) == (area_id or 0), QuestionSet.published_at.is_not(None)
    )
    return db.session.scalar(statement) or 0


def codes_published(draft: QuestionSet) -> set[str]:
    """The codes of all questions that the owner ever published for this utility."""
    return {*earlier.latest(one.body for one in versions(draft))}


def faults(draft: QuestionSet) -> list[Fault]:
    """Why a draft cannot be published, by line: what is wrong with it, and what it takes from versions before it."""
    found = reading.faults(draft.body) + earlier.refused(draft.body, [one.body for one in versions(draft)])
    return sorted(found, key=lambda fault: fault.line)


def warnings(draft: QuestionSet) -> list[Fault]:
    """Warnings to the writer of a draft before it is published, by line."""
    before = versions(draft)
    ids, chosen = [one.id for one in before], dict[tuple[str, str], int]()
    for count in counts:
        for answer, number in count(draft.utility, ids).items():
            chosen[answer] = chosen.get(answer, 0) + number
    return earlier.warnings(draft.body, [one.body for one in before], chosen if counts else None)


def counted_by(count: Count) -> Count:
    """Announces how many requests gave each answer (by code of question and of choice) to versions of a utility.

    Of what is kept in clear only: nothing is opened to be counted.
    """
    counts.append(count)
    return count


def _owner(of: type[QuestionSet]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(of.area_id, 0)
