"""Parts of the asking form that features right of `cases` add to it.

A part reads the same post as the form, is shown among its questions, says what is wrong with it, and is written in the
transaction in which the request becomes a case. It is no case of its own, and a request stands without it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from connect.errors import Conflict


class NotWritten(Conflict):
    """A part cannot be had any more in this way: nothing was written, and the form is shown again with the reason."""


class Fault(NamedTuple):
    """Something wrong with a part: the id of the field, and the words. `late`: others were faster, or the clock was."""

    at: str
    text: object
    late: bool = False


class WithForm(Protocol):
    """One part of one form, as it was posted."""

    @property
    def template(self) -> str:
        """The template that is shown among the questions; it reads the part as `part`."""

    @property
    def summary(self) -> str:
        """The template that is shown where the answers are looked over; it reads the part as `part`."""

    @property
    def is_seen(self) -> bool:
        """Whether the page that sent the form has shown it."""

    @property
    def asks(self) -> bool:
        """Whether it asks for another look at itself, though nothing is wrong: more rows, or another kind of answer."""

    @property
    def mark(self) -> str:
        """A mark of what was typed: the same form with another mark is another request."""

    @property
    def texts(self) -> Sequence[str]:
        """Words of the requester, in which signs of fraud are looked for."""

    def faults(self) -> Sequence[Fault]:
        """All that is wrong with it."""

    def write(self, case_id: int) -> None:
        """Writes it beside its case, once however often it is called. Raises NotWritten."""


Parts = Sequence[WithForm]
Place = Any  # `areas.queries.Place`, which stands further right
Read = Callable[[Collection[str], Place | None, Mapping[str, str]], WithForm | None]
READERS: list[Read] = []
ANYWHERE: list[Callable[[], bool]] = []


def with_form(read: Read) -> Read:
    """Announces a part: called with the items that are asked for, the ward that all see, and what was posted.

    Without a ward, which could not be read, it answers what the page had that sent the form, so that nothing is lost.
    """
    READERS.append(read)
    return read


def asked_anywhere(told: Callable[[], bool]) -> Callable[[], bool]:
    """Announces whether a part is asked somewhere at this moment, so that the form comes back for it."""
    ANYWHERE.append(told)
    return told


def is_asked_anywhere() -> bool:
    """Whether any part is asked somewhere at this moment."""
    return any(told() for told in ANYWHERE)


def read(items: Collection[str], place: Place | None, posted: Mapping[str, str]) -> list[WithForm]:
    """The parts of a form that was posted."""
    found = (one(items, place, posted) for one in READERS)
    return [one for one in found if one is not None]


def mark(parts: Sequence[WithForm]) -> str:
    """The marks of all parts in one; empty where there is none."""
    return "".join(one.mark for one in parts)


def texts(parts: Sequence[WithForm]) -> list[str]:
    """The words of all parts."""
    return [text for one in parts for text in one.texts]


def write(parts: Sequence[WithForm], case_id: int) -> None:
    """Writes all parts beside their case, in the transaction at work. Raises NotWritten."""
    for one in parts:
        one.write(case_id)
