"""Parts of the pages of a case: the signs first, wherever it is opened; and the summaries for the requester."""

from collections.abc import Mapping
from typing import Any

from connect.accounts.models import Person
from connect.advice import queries
from connect.cases import actions, rules
from connect.cases.disclosure import case_view
from connect.cases.disclosure.case_view import Actor
from connect.cases.models import Case
from connect.cases.signs import queries as signs
from connect.incidents.signs.rules import calls_now
from connect.registry import case_parts

FIRST = -10  # above all else on the page
Values = Mapping[str, Any]


@case_parts.part("advice/signs.html", page="show", order=FIRST)
@case_parts.part("advice/signs.html", page="contact", order=FIRST)
@case_parts.part("advice/signs.html", page="review", order=FIRST)
def _signs(case: Case, viewer: Person | None) -> Values | None:
    """For clinicians and moderators of the area, as far as they read the requester's words."""
    if case.guarded != rules.CLINICAL or case_view.of(case, Actor(viewer)).sight.words == "no":
        return None
    told = signs.told(case)
    return {"told": told} if told else None


@case_parts.part("advice/own_signs.html", page="own_page", order=FIRST)
def _own_signs(case: Case, _token: str) -> Values | None:
    """The number first, as long as a request with a life in danger goes on; then the requester's own answers."""
    told = signs.told(case)
    grave = rules.never_closes(case.guarded, case.urgency) or bool(told and calls_now(told.level))
    calls = grave and case.state in rules.NOT_ENDED
    return {"told": told, "calls": calls} if told or calls else None


@case_parts.part("advice/summaries.html", page="own_page", order=10)
def _summaries(case: Case, _token: str) -> Values | None:
    """The summaries of the requester's own consultations, and the day on which a clinician calls again."""
    found = queries.summaries(case)
    return {"summaries": found, "again_at": actions.secret_of(case).again_at} if found else None
