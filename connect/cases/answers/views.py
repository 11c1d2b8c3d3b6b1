"""The counts of what households answer, for everybody."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import formatting, web
from connect.areas import queries as areas
from connect.cases.answers import counts
from connect.cases.views.blueprint import bp
from connect.incidents.questions import words
from connect.web import Answer, open_to

COUNTRY = "VN"
LASTS_S = 300
NONE = "–"


@bp.get("/answer-counts")
@open_to("anyone")
def answer_counts() -> Answer:
    """How many of each ward gave each answer that is for everybody, from five up, in steps of five."""
    place = areas.get(request.args.get("area") or COUNTRY)
    found = counts.of_area(place) if place.parent_id is not None else []  # of the country it is too much for one page
    page = web.page(
        "cases/answer_counts.html", place=place, found=[_in_words(one) for one in found], step=counts.STEP,
        provinces=areas.provinces(),
    )  # fmt: skip
    return web.shared(page, LASTS_S)


def _in_words(one: counts.Counted) -> dict[str, Any]:
    """A question as the page shows it: its heads, and of each ward its name and its counts."""
    return {
        "icon": one.utility.icon, "label": one.question.label.in_(formatting.language()),
        "heads": [_("Ward"), *(words.answer(one.question, code) for code in one.answers)],
        "rows": [[ward.name, *(NONE if n is None else formatting.number(n) for n in row)] for ward, row in one.wards],
    }  # fmt: skip
