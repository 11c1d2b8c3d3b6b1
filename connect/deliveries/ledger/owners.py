"""Announcements of the messages that features send: their receivers, and the words for a contact at that moment.

Both are asked at the moment of sending, so that an update, a claim or an unsubscription in between counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa


@dataclass(frozen=True, slots=True)
class Asked:
    """A contact that is to be told of a row of the owner."""

    row: int
    contact_id: int
    medium: str
    lang: str


@dataclass(frozen=True, slots=True)
class Said:
    """The words for a contact. `to` is the address where the owner keeps it itself, "" where the contact has one.

    `choices` is the path of the page on which a contact changes or stops what it is told, and that path with /stop the
    one that a POST stops all with: a mail or SMS ends with it, after `link`.
    """

    text: str
    title: str = ""
    link: str = ""
    to: str = ""
    choices: str = ""


Audience = Callable[[int, int, int], sa.Select[Any]]
AtPlace = Callable[[int, int, int, int], sa.Select[Any]]
Voice = Callable[[Sequence[Asked]], Sequence[Said | None]]


@dataclass(frozen=True, slots=True)
class Owner:
    """One kind of message.

    `audience(row, low, high)` selects the ids of contacts within a range that receive it. `voice(asked)` answers for a
    batch, in its order; None: no longer wanted. Both read; `voice` runs outside of any transaction.

    Where few receive it, an owner knows the places of those: `places(row)`, numbers above 0, or None; and selects with
    `at_place(row, place, low, high)`, once each, by an index on place and contact.
    """

    kind: str
    audience: Audience
    voice: Voice
    places: Callable[[int], Sequence[int] | None] | None = None
    at_place: AtPlace | None = None


OWNERS: dict[str, Owner] = {}


def announce(
    kind: str, *, audience: Audience, voice: Voice, places: Callable[[int], Sequence[int] | None] | None = None,
    at_place: AtPlace | None = None,
) -> None:  # fmt: skip
    """Announces a kind of message, by at most twenty letters."""
    if kind in OWNERS:
        raise ValueError(f"{kind} is announced already: choose another name")
    OWNERS[kind] = Owner(kind, audience, voice, places, at_place)


def places(kind: str, row: int) -> Sequence[int] | None:
    """The places of the receivers of a row, where it is better to walk over those than over all contacts."""
    ask = OWNERS[kind].places
    return ask(row) if ask is not None else None
