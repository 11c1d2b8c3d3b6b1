"""Which wishes are medical advice, and how a form that asks for it and for other things comes apart."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from connect.cases.asking.request_details import RequestDetails, own_answers
from connect.cases.rules import Guarded
from connect.incidents import kinds

KIND = "medical_advice"
REFERRALS = ("ambulance", "station", "hospital", "child_hotline")  # to whom a clinician passes a case on


def is_advice(item: str) -> bool:
    """Whether a thing is medical advice. Medical goods are not."""
    return kinds.item(item).kind == KIND


def asks_advice(items: Collection[str]) -> bool:
    """Whether medical advice is among the things."""
    return any(is_advice(item) for item in items)


def is_clinical(items: Collection[str]) -> bool:
    """Whether it is medical advice and nothing else."""
    return bool(items) and all(is_advice(item) for item in items)


def guarded_of(items: Collection[str], guards: int) -> int:
    """Why a request for these things is out of the public index; `guards` are bits of `rules.GUARDS`."""
    if is_clinical(items):
        return Guarded.CLINICAL.value
    return Guarded.SAFEGUARDED.value if guards else Guarded.LISTED.value


def parts(details: RequestDetails) -> tuple[RequestDetails, ...]:
    """The requests that a form becomes: what neighbours bring, and the medical advice apart from it; one or both.

    What was told of the illness alone goes with the advice alone.
    """
    asked = {False: _needs(details.needs, advice=False), True: _needs(details.needs, advice=True)}
    return tuple(_part(details, needs, advice) for advice, needs in asked.items() if needs)


def _needs(needs: Mapping[str, int], *, advice: bool) -> dict[str, int]:
    return {item: n for item, n in needs.items() if is_advice(item) == advice}


def _part(details: RequestDetails, needs: dict[str, int], advice: bool) -> RequestDetails:
    part = replace(details, needs=needs)
    part = replace(part, answers=own_answers(part))
    return whole(part) if advice else replace(part, signs=None, health=False, clinical_words="")


def whole(details: RequestDetails) -> RequestDetails:
    """The details with all words in one: what the clinician reads."""
    words = "\n".join(filter(None, (details.clinical_words, details.words)))
    return replace(details, words=words, clinical_words="")
