"""The blueprint of notices, and what all their pages share: words for templates, the place that a code names."""

from flask import Blueprint

from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.notices import rules
from connect.notices.words import MEANINGS, SEVERITIES, areas_listed, areas_said

bp = Blueprint("notices", __name__, url_prefix="/notices")
COOKIE = "ward"


@bp.record
def _globals(setup: object) -> None:
    setup.app.jinja_env.globals.update(severities=SEVERITIES, meanings=MEANINGS)  # type: ignore[attr-defined]
    setup.app.jinja_env.filters.update(  # type: ignore[attr-defined]
        paragraphs=rules.paragraphs,
        parted=rules.parted,
        areas_said=areas_said,
        areas_listed=areas_listed,
    )


def place_of(code: str | None) -> Place | None:
    """The place of a code, None where there is none."""
    try:
        return areas.get(code) if code else None
    except NotFound:
        return None
