"""The words for the requester of medical advice, where nobody brings anything and nobody nearby sees it."""

from flask_babel import LazyString, lazy_gettext as _l

from connect.cases import rules, words
from connect.cases.models import Case

HEADLINES = {
    "open": _l("Your request waits for a clinician."),
    "helped": _l("Did a clinician call you?"),
    "confirmed": _l("You have spoken with a clinician."),
    "unconfirmed": _l("This request is closed: a clinician spoke with you."),
    "follow_up": _l("A clinician could not reach you."),
}
_ON_THE_LIST = _l(
    "Clinicians of your area can see it, and nobody else but its moderators. The one who takes it calls you."
)
STANDING = {
    "sent": _ON_THE_LIST,
    "open": _ON_THE_LIST,
    "pending_review": _l("We have your request. A moderator looks at it before clinicians of your area can see it."),
    "helped": _l("A clinician says that you have spoken. Is that so?"),
    "confirmed": _l(
        "You have spoken with a clinician. If it gets worse, call the emergency number, or send a new request."
    ),
    "unconfirmed": _l("A clinician said that you have spoken, and the request was closed when we heard nothing else."),
    "withdrawn": _l("Nobody will call any more. You can send a new request at any time."),
}


def headline(case: Case, word: str) -> LazyString:
    """The title of the requester's page."""
    told = HEADLINES.get(word) if case.guarded == rules.CLINICAL else None
    return told or words.HEADLINES[word]


def standing(case: Case, word: str) -> LazyString:
    """Where the request stands and what comes next, for its requester."""
    told = STANDING.get(word) if case.guarded == rules.CLINICAL else None
    return told or words.STANDING[word]
