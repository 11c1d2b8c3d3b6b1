"""The drill that a browser takes part in, and the pages that belong to a drill: features announce both here.

In a drill a browser comes to the announced pages alone, so that nobody reads or does there what is real. Whatever is
asked for outside a request, by a job or a command, belongs to no drill.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

from flask import g, has_request_context


class Exercise(NamedTuple):
    """A running exercise as its pages name it."""

    id: int
    public_id: str
    name_vi: str
    name_en: str

    def name(self, lang: str) -> str:
        """Its name in a language."""
        return self.name_en if lang == "en" else self.name_vi


class Times(NamedTuple):
    """The first moments of an exercise, each None until it comes, and how many requests there were."""

    cases: int = 0
    first_case_at: datetime | None = None
    first_review_at: datetime | None = None
    first_claim_at: datetime | None = None


Find = Callable[[], Exercise | None]
PAGES: set[str] = set()  # endpoints that a browser in a drill may open
INSTEAD: dict[str, str] = {}  # the endpoint that answers in a drill for another one
_finds: list[Find] = []
_measures: list[Callable[[int], Times]] = []


def found_by(find: Find) -> Find:
    """Announces how the exercise of the browser that asks is found."""
    _finds.append(find)
    return find


def measured_by(measure: Callable[[int], Times]) -> Callable[[int], Times]:
    """Announces what tells the times of an exercise, by its number."""
    _measures.append(measure)
    return measure


def current() -> Exercise | None:
    """The exercise in which this browser takes part; None for all others, and outside a request."""
    if not has_request_context():
        return None
    if "exercise" not in g:
        g.exercise = next((one for find in _finds if (one := find())), None)
    found: Exercise | None = g.exercise
    return found


def current_id() -> int | None:
    """The number of the same."""
    found = current()
    return found.id if found else None


def times(incident_id: int) -> Times:
    """The times of an exercise until now."""
    return next((measure(incident_id) for measure in _measures), Times())


def pages(*endpoints: str, instead: Mapping[str, str] | None = None) -> None:
    """Announces endpoints that belong to drills; `instead`: which of them answers for one that does not."""
    PAGES.update(endpoints)
    INSTEAD.update(instead or {})


def is_known_here() -> bool:
    """Whether this request was found to belong to a drill; asks nothing."""
    return has_request_context() and g.get("exercise") is not None
