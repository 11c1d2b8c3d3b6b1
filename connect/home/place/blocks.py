"""The parts of a place as markup. One that fails leaves a quiet sentence, and the others as they are."""

from typing import Any, NamedTuple, get_args

import sqlalchemy as sa
import structlog
from flask import current_app
from markupsafe import Markup

from connect import db
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.registry import front_page
from connect.registry.front_page import PlacePart, Slot
from connect.web.pages import templating

log = structlog.get_logger("connect")
FAILED = "home/parts/failed.html"


class Blocks(NamedTuple):
    """The parts that have something to show, by where they stand, and how many failed."""

    slots: dict[Slot, list[Markup]]
    failed: int


def of(place: Place) -> Blocks:
    """All parts of a place."""
    slots: dict[Slot, list[Markup]] = {slot: [] for slot in get_args(Slot)}
    failed, around = 0, dict[str, Any]()
    current_app.update_template_context(around)  # once for all of them, and not for each as `render_template` does
    for part in front_page.PLACE_PARTS:
        try:
            made = _made(part, place, around)
        except Exception as error:
            made = _instead(part, error)
            failed += 1
        if made:
            slots[part.slot].append(made)
    return Blocks(slots, failed)


def _made(part: PlacePart, place: Place, around: dict[str, Any]) -> Markup | None:
    values = part.values(place)
    if values is None:
        return None
    template = current_app.jinja_env.get_template(part.template)
    return Markup(template.render(around, front=values, area=place))  # noqa: S704 # nosec B704 - the template escapes


def _instead(part: PlacePart, error: Exception) -> Markup:
    """The sentence in its place. What the part had begun is let go: PostgreSQL answers nothing after an error.

    Where a replica failed, or nothing answers at all, the error is that of the whole page.
    """
    if db.session.info.get("reads_from") is not None and isinstance(error, (sa.exc.SQLAlchemyError, NotFound)):
        raise error
    db.session.rollback()
    if isinstance(error, db.FAILURES):
        db.session.execute(sa.text("SELECT 1"))
    log.error("part of a place failed", part=part.template, error=type(error).__name__)
    return templating.piece(FAILED)
