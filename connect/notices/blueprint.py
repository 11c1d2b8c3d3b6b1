"""The blueprint of notices, and what all their pages share: words for templates, the place that a code names."""

from flask import Blueprint

from connect.notices import rules
from connect.notices.bulletins import words as bulletin_words
from connect.notices.drill import scope
from connect.notices.feed import bar
from connect.notices.words import MEANINGS, RISK_LEVELS, SEVERITIES, STATES, areas_listed, areas_said, told_in
from connect.notices.writing import outlines, said
from connect.web.pages import languages

bp = Blueprint("notices", __name__, url_prefix="/notices")
COOKIE = bar.COOKIE


@bp.record
def _globals(setup: object) -> None:
    made = setup.app.jinja_env  # type: ignore[attr-defined]
    made.globals.update(severities=SEVERITIES, meanings=MEANINGS, risk_levels=RISK_LEVELS, notice_states=STATES)
    made.globals.update(figures_told=bulletin_words.told)
    made.globals.update(notice_marks=said.MARKS, notice_media=said.MEDIA)
    made.globals.update(incident_of=scope.incident_of, notice_in_drill=scope.is_of_drill)
    made.globals["extreme_here"] = bar.here
    made.filters.update(
        paragraphs=rules.paragraphs,
        parted=rules.parted,
        areas_said=areas_said,
        areas_listed=areas_listed,
        outline_picture=lambda text: outlines.picture(outlines.read(text or "").points),
        ring_picture=outlines.picture,
        told=lambda notice: told_in(notice, languages.chosen()),
    )
