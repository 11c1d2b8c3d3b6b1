"""The parts of loans on the pages of a case: what is lent at a handover, and what the requester holds."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from flask import url_for

from connect import clock
from connect.accounts.models import Person
from connect.cases import rules as case_rules
from connect.cases.claims.models import Claim
from connect.cases.models import Case
from connect.offers.loans import actions, forms, queries, rules
from connect.registry import case_parts, claims
from connect.registry.case_parts import Values


@case_parts.part("offers/parts/loan_lend.html", page="help", order=10)
def _lend(case: Case, viewer: Person | None) -> Values | None:
    """The things of a case that may be lent, for the helper who hands them over."""
    items = _lendable(case, (item for item, _rest in case.wants))
    if viewer is None or not items:
        return None
    today = clock.now().date()
    return {
        "items": items, "due": forms.usual_due(), "organizations": viewer.vouchers,
        "from": today + timedelta(days=1), "until": today + rules.LONGEST,
    }  # fmt: skip


def _lendable(case: Case, items: Iterable[str]) -> list[str]:
    """Those of the things that may be lent; none in a drill, where nothing real changes hands."""
    return [] if case.guarded == case_rules.DRILL else [item for item in items if actions.is_lendable(item)]


@claims.at_handover
def _handed_over(claim: Claim, handed: Mapping[str, int], form: Any) -> str | None:
    """Makes the loans that the helper named with what was handed over, and leads to them."""
    lent = forms.lending(form, handed) if _lendable(claim.case, handed) else None
    if lent is None:
        return None
    actions.lend(claim, dict(handed), lent)
    return url_for("offers.loans")


@case_parts.mark
def _moved(case: Case) -> object:
    """The loans of a requester and how often each has changed."""
    return queries.versions(case)


@case_parts.part("offers/borrowed.html", page="own_page", order=5)
@case_parts.part("offers/borrowed.html", page="deleted", order=5)
def _held(case: Case, token: str) -> Values | None:
    """The things that the requester holds, until when, and what can be said about them."""
    found = queries.of_case(case)
    return {"loans": found, "token": token, "now": clock.now()} if found else None


@case_parts.part("offers/parts/loan_asks_code.html", page="own_page", order=4)
def _code(case: Case, _token: str) -> Values | None:
    """The meaning of the delivery code, while a thing that may be lent is on its way."""
    return {} if case.is_held(clock.now()) and _lendable(case, (item for item, _rest in case.wants)) else None


@case_parts.part("offers/parts/loan_stays.html", page="delete", order=5)
def _stays(case: Case, _token: str) -> Values | None:
    """The contact that a deletion leaves, and why: somebody has lent what is not back."""
    out = [one for one in queries.of_case(case) if one.state in rules.OUT]
    return {"loans": out} if out else None
