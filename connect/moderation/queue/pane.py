"""A page of the queue, as a list of its own or beside the item that is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connect.accounts.models import Person
from connect.crypto import signing
from connect.moderation.models import DeskLease
from connect.moderation.queue import assignment, filters, work_queue
from connect.moderation.queue.filters import Filter
from connect.moderation.queue.work_queue import Item
from connect.registry import work
from connect.registry.work import Card

PAGE = 15


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the queue: what waits, what is shown of it as far as the viewer may read that, who holds it."""

    item: Item
    card: Card | None
    lease: DeskLease | None
    mine: bool
    current: bool

    @property
    def label(self) -> object:
        """Why it waits, in words."""
        return work.SOURCES[self.item.kind].label

    @property
    def usual(self) -> bool:
        """Whether it waits for the first of all reasons, as most do: then its line need not say why."""
        return self.item.kind == next(iter(work.SOURCES))

    @property
    def can_tick(self) -> bool:
        """Whether it can be ticked, to be put on the list together with others; see `queue.batch`."""
        return bool(self.item.subject == "case" and self.card and self.card.ordinary and (self.mine or not self.lease))


@dataclass(frozen=True, slots=True)
class Pane:
    """The lines of one page; `following` is the signed place where the next page begins, None on the last."""

    lines: list[Line]
    following: str | None
    only: Filter
    from_top: bool

    @property
    def lease(self) -> DeskLease | None:
        """The viewer's own lease over what is open."""
        return next((line.lease for line in self.lines if line.current and line.mine), None)

    @property
    def can_tick(self) -> bool:
        """Whether there is something to tick."""
        return any(line.can_tick for line in self.lines)


def page(person: Person, after: str) -> Pane:
    """A page of the queue behind a signed place, or the first."""
    only, last = filters.of_request(), _place(after)
    return _pane(person, only, work_queue.waiting(person, last, PAGE + 1, only), from_top=last is None)


def said(items: Sequence[Item]) -> str:
    """The items on a page of the queue, in short."""
    return repr([(one.kind, one.subject, one.public_id, one.urgency) for one in items])


def first(person: Person) -> str:
    """The items on the first page now, in short."""
    return said(work_queue.waiting(person, None, PAGE, filters.of_request()))


def beside(person: Person, subject: str, public_id: str) -> Pane:
    """The page of the queue in which an item stands, for the pane beside it; the first when it waits no more."""
    only, current = filters.of_request(), (subject, public_id)
    items = work_queue.waiting(person, None, PAGE + 1, only)
    if len(items) > PAGE and current not in [(one.subject, one.public_id) for one in items[:PAGE]]:
        found = work_queue.find(person, subject, public_id, only)
        if found is not None:
            items = [found, *work_queue.waiting(person, found, PAGE, only)]
            return _pane(person, only, items, current, from_top=False)
    return _pane(person, only, items, current)


def _pane(
    person: Person, only: Filter, items: Sequence[Item], current: tuple[str, str] = ("", ""), *, from_top: bool = True
) -> Pane:  # fmt: skip
    shown = items[:PAGE]
    held = assignment.held(shown)
    leases = [held.get((one.subject, one.public_id)) for one in shown]
    lines = [
        Line(one, card, lease, bool(lease and lease.person_id == person.id), (one.subject, one.public_id) == current)
        for one, card, lease in zip(shown, work_queue.cards(person, shown), leases, strict=True)
    ]
    return Pane(lines, _cursor(shown[-1]) if len(items) > PAGE else None, only, from_top)


def _cursor(item: Item) -> str:
    return signing.signed([item.kind, item.subject, item.public_id, item.urgency, item.since.isoformat()], "queue")


def _place(after: str) -> Item | None:
    """The last one seen; it may have been decided since, so its place in the order travels with the address."""
    told = signing.unsigned(after, "queue")
    return Item(told[0], told[1], told[2], told[3], datetime.fromisoformat(told[4])) if told else None
