"""Work for the moderators' queue: a feature announces what waits, and which page decides it; the queue lists neither.

A *subject* is what one page decides about, a request or an organisation; one moderator at a time holds it. A *source*
is one reason why subjects wait. Several sources may lead to one subject, and a source may lead to the subject of
another feature.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

Person = Any  # `accounts.models.Person`, which stands further right
Waiting = sa.Select[str, int, datetime]  # public id, urgency (0 to 3), since when


@dataclass(frozen=True, slots=True)
class Card:
    """One subject on its line of the queue: its template says what it is about, and reads `facts` as `facts`.

    `urgency` replaces that of the source unless it is None, `happened` says in words what happened last, `place` names
    the ward.
    `ordinary`: nothing that the line knows of speaks against deciding it together with others.
    """

    template: str
    urgency: int | None
    happened: object = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    place: str = ""
    ordinary: bool = False


Cards = Callable[[Person, Sequence[str]], Mapping[str, Card]]


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that one page decides about. `opens` is the endpoint of the page, called with the public id.

    `cards` answers what the queue shows of some subjects, by public id, as far as this person may read it.
    """

    name: str
    opens: str
    cards: Cards


@dataclass(frozen=True, slots=True)
class Source:
    """One reason why subjects wait.

    The queue keeps to `area` below the areas over which the person holds one of the `roles`. Without `area` the select
    itself keeps to what this person may decide. The queue can be narrowed to the sources of one `group`.
    """

    kind: str
    subject: str
    label: object
    order: int
    waiting: Callable[[Person], Waiting]
    area: sa.ColumnElement[int] | None
    roles: tuple[str, ...]
    group: str

    @property
    def opens(self) -> str:
        """The endpoint of the page where it is decided."""
        return SUBJECTS[self.subject].opens


GROUPS = ("helpers", "reports", "second")  # of sources, by which the queue can be narrowed
SUBJECTS: dict[str, Subject] = {}
SOURCES: dict[str, Source] = {}  # by kind, in their order


def no_cards(_person: Person, _public_ids: Sequence[str]) -> Mapping[str, Card]:
    """For subjects of which the queue shows nothing but why and since when they wait."""
    return {}


def subject(name: str, *, opens: str, cards: Cards = no_cards) -> None:
    """Announces what a page decides about."""
    _once(SUBJECTS, name)
    SUBJECTS[name] = Subject(name, opens, cards)


def source(
    kind: str, *, subject: str, label: object, order: int, area: Any = None, roles: tuple[str, ...] = ("moderator",),
    group: str = "",
) -> Callable[[Callable[[Person], Waiting]], Callable[[Person], Waiting]]:  # fmt: skip
    """Announces the decorated select of what waits, which also says by itself when nothing waits any more.

    `order` says where the label stands among the others. The columns must come as `Waiting` says. `group` is one of
    `GROUPS`, or empty for work that no filter of the queue gathers.
    """
    _once(SOURCES, kind)
    if group and group not in GROUPS:
        raise ValueError(f"{group} is no group of work: choose from {', '.join(GROUPS)}")

    def add(waiting: Callable[[Person], Waiting]) -> Callable[[Person], Waiting]:
        SOURCES[kind] = Source(kind, subject, label, order, waiting, area, roles, group)
        in_order = sorted(SOURCES.values(), key=lambda one: one.order)
        SOURCES.clear()
        SOURCES.update((one.kind, one) for one in in_order)
        return waiting

    return add


def _once(known: Mapping[str, object], name: str) -> None:
    if name in known:
        raise ValueError(f"{name} is announced already: choose another name")
