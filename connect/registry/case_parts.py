"""Parts of the pages of one case: a feature right of `cases` says which template, on which page, with what in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from flask import Flask

Values = Mapping[str, Any]
# The requester's own page, also once its data is deleted, and where that is asked for; the page of a case, also for its
# helper; there the form by which it is taken; the helper's sheet with the contact, and the form by which it is handed
# over; the review; the cards of the cases that a helper holds, and of the requests that were sent from a browser.
Page = Literal["own_page", "deleted", "delete", "show", "take", "contact", "help", "review", "taken", "mine_list"]
Tell = Callable[[Any, Any], Values | None]


@dataclass(frozen=True, slots=True)
class Part:
    """One part; below order 0 it stands first on the page, above all else.

    `values` is called with the case and the viewer, and answers None when there is nothing to show. The viewer is
    the secret of the link on the requester's own page, else the signed-in person or None.
    """

    template: str
    page: Page
    order: int
    values: Tell


class Shown(NamedTuple):
    """A part that is shown: the template reads its values as `part`."""

    template: str
    values: Values


PARTS: list[Part] = []


def part(template: str, *, page: Page, order: int) -> Callable[[Tell], Tell]:
    """Announces a part of a page; the decorated function says what is in it."""

    def add(values: Tell) -> Tell:
        PARTS.append(Part(template, page, order, values))
        PARTS.sort(key=lambda one: one.order)
        return values

    return add


MARKS: list[Callable[[Any], object]] = []


def mark(told: Callable[[Any], object]) -> Callable[[Any], object]:
    """Announces what of a feature changes a requester's own page: called with the case, cheap, and the same for as long
    as the page is. Only what the requester is told may be in it."""
    MARKS.append(told)
    return told


def marks(case: Any) -> list[object]:
    """The marks of all parts of a requester's own page, for the question whether it has changed."""
    return [told(case) for told in MARKS]


def shown(page: Page, case: Any, viewer: Any, first: bool = False) -> list[Shown]:
    """The parts of a page that have something to show, from top to bottom; `first`: those that stand above all else."""
    here = (one for one in PARTS if one.page == page and (one.order < 0) is first)
    told = ((one.template, one.values(case, viewer)) for one in here)
    return [Shown(template, values) for template, values in told if values is not None]


def init_app(app: Flask) -> None:
    """Gives templates the parts of a page."""
    app.add_template_global(shown, "case_parts")
