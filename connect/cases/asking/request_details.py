"""The details of a request and its location, as a requester gives them: plain values, checked by the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connect import geo
from connect.areas.queries import Place
from connect.cases.answers import rules as answers
from connect.cases.answers.rules import Answered
from connect.incidents import kinds
from connect.incidents.signs.rules import Answers


@dataclass(frozen=True, slots=True)
class RequestDetails:
    """A requester's details of the household: needs, people, urgency, words, names and phones to call."""

    needs: dict[str, int]  # item: quantity
    people: int
    urgency: int
    vulnerable: int  # bits of `rules.VULNERABLE`
    words: str
    name: str
    phone: str  # E.164
    door: str
    reporter_name: str | None = None  # of somebody who asks for another; None: for oneself
    reporter_phone: str | None = None
    guards: int = 0  # bits of `rules.GUARDS`: why only checked organisations may see it
    sms: bool = False  # a message may remind the requester
    signs: Answers | None = None  # of danger, where medical advice is asked for
    answers: Mapping[str, Answered] = field(default_factory=dict)  # to the questions of a utility, by its code
    health: bool = False  # clinicians may read of somebody's health
    clinical_words: str = ""  # for them alone; becomes words of the medical advice, see `clinical.rules.parts`


@dataclass(frozen=True, slots=True)
class Location:
    """The true place of a household, which the public never sees."""

    point: geo.Point
    by: str  # how it was told: position, map, ward or address
    accuracy_m: float | None  # None when not known
    ward: Place  # the one that was chosen


def free_texts(details: RequestDetails) -> list[str]:
    """The texts in the requester's own words."""
    return [details.words, details.name, details.door, *answers.words_of(details.answers)]


def own_answers(details: RequestDetails) -> dict[str, Answered]:
    """The answers to questions of what is asked for; those of a utility that is not wanted any more are left out."""
    wanted = {kinds.item(item).kind for item in details.needs}
    return {utility: one for utility, one in details.answers.items() if utility in wanted}


def from_json(kept: Mapping[str, Any]) -> RequestDetails:
    """The details that `asdict` took apart and JSON kept."""
    return RequestDetails(**{**kept, "answers": answers.from_json(kept.get("answers", {}))})


def personal_columns(details: RequestDetails) -> dict[str, Any]:
    """The personal columns of `case_secrets` that the details fill, unsealed."""
    return {
        "name": details.name, "phone": details.phone, "door": details.door, "words": details.words,
        "vulnerable": details.vulnerable, "guards": details.guards,
        "reporter_name": details.reporter_name, "reporter_phone": details.reporter_phone,
    }  # fmt: skip
