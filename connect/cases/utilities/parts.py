"""The words of the switches of a case's utilities, on its pages: by whom it is brought, whom to call about it."""

from typing import Any

from connect.cases import rules
from connect.cases.models import Case
from connect.cases.utilities import queries
from connect.registry import case_parts
from connect.registry.case_parts import Values


@case_parts.part("cases/switch_words.html", page="own_page", order=8)
@case_parts.part("cases/switch_words.html", page="show", order=8)
@case_parts.part("cases/switch_words.html", page="contact", order=8)
def _said(case: Case, _viewer: Any) -> Values | None:
    """Of each utility that a case asks for; nothing once it has ended, and where no switch says anything."""
    told = queries.switch_words(case) if case.state in rules.NOT_ENDED else []
    return {"told": told} if told else None
