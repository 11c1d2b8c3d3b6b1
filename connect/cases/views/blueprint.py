"""The one blueprint of the feature; each file beside this hangs its pages on it."""

from flask import Blueprint

from connect.cases import words
from connect.cases.tracker import words as tracker_words
from connect.incidents import kinds
from connect.incidents.households import rules as households

bp = Blueprint("cases", __name__, url_prefix="/cases")


@bp.record_once
def _globals(setup: object) -> None:
    """Gives the templates, imported macros included, the words and the kinds of cases."""
    named = {"case_words": words, "case_kinds": kinds, "case_tracker": tracker_words, "households": households}
    setup.app.jinja_env.globals.update(named)  # type: ignore[attr-defined]
