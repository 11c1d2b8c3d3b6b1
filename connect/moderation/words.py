"""Moderation in words: ways of looking at requests and what coverage means, reports of abuse and their answers."""

from flask_babel import lazy_gettext as _l

from connect.registry.reports import KINDS

MODES = {
    "fully_moderated": (
        _l("Looked at first"),
        _l("No request is shown before a moderator has looked at it. The safest; needs moderators at all hours."),
    ),
    "dispatch_moderated": (
        _l("Looked at first, except life in danger"),
        _l("What is marked as life in danger is shown at once and looked at first; all else waits for a moderator."),
    ),
    "moderation_on_request": (
        _l("Shown at once, the urgent looked at"),
        _l("Everything is shown at once. Moderators look afterwards at what is urgent or life in danger."),
    ),
    "dispatch_assisted": (
        _l("Shown at once, all looked at"),
        _l("Everything is shown at once. Moderators look at every request afterwards."),
    ),
    "peer_to_peer": (
        _l("Shown at once"),
        _l("Everything is shown at once and nobody looks at it. For a small place where people know each other."),
    ),
}

# How an area is provided for: tone, in words, what that means, what to do next.
COVERS = {
    "nobody_helps": (
        "grave", _l("nobody helps here"),
        _l("People wait, and no helper is active. Ask an organisation to go there, or call for helpers by a notice."),
    ),
    "stretched": (
        "need", _l("stretched"),
        _l("There are helpers, but more waits than they can carry. Send more of them."),
    ),
    "covered": (
        "done", _l("covered"),
        _l("The helpers keep up with what waits. Nothing to do."),
    ),
    "nobody_waits": (
        "wait", _l("nobody waits"),
        _l("Helpers are active and nobody waits. They could go to a ward further up."),
    ),
}  # fmt: skip

# The questions that are asked most, ready to send; each requester reads them in the language of the request.
QUESTIONS = {
    "address": _l("Is the address right? Please write how to find the door."),
    "still": _l("Do you still need all of this? Please write what is most urgent."),
    "phone": _l("Nobody answers your phone. At what time may a helper call, or is there another number?"),
}
REASONS = {
    "fraud": _l("Fraud, or asks for bank data"),
    "money_only": _l("Asks for money only"),
    "advertising": _l("Advertising"),
    "joke": _l("Not meant seriously"),
    "untrue": _l("Not true"),
    "already_helped": _l("Already helped"),
    "wrong_place": _l("The place is wrong"),
    "privacy": _l("Shows somebody's personal data, or harasses somebody"),
    "other": _l("Something else"),
}
# Why a request is decided by itself, on its own page, and not together with others.
SINGLY = {
    "decided": _l("It was decided meanwhile."),
    "urgent": _l("It is urgent: decide it on its own page."),
    "guarded": _l("It is for few eyes only: decide it on its own page."),
    "touched": _l("Something about it has to be looked at: decide it on its own page."),
    "watched": _l("Requests from this phone are looked at first: decide it on its own page."),
    "flagged": _l("Some of its words look like fraud: decide it on its own page."),
    "aid": _l("This household has had the same lately: decide it on its own page."),
    "alike": _l("It looks like another request: compare the two first."),
    "changed": _l("It has changed since you read it: open it and read it again."),
    "gone": _l("No request of your areas has this code."),
}


def reasons() -> dict[str, object]:
    """The words of every reason: those for which anything is reported, and those of some features alone."""
    own = {code: said for kind in KINDS.values() for code, said in kind.reasons.items()}
    return {**own, **REASONS}


VERDICTS = {
    "upheld": _l("They are right"),
    "unfounded": _l("Nothing is wrong; honestly meant"),
    "false": _l("Made up"),
}
RELIABILITIES = {
    "good": _l("Reliable"),
    "watched": _l("Watched: one case at a time, none that is urgent"),
    "spoken_to": _l("Takes no more cases until a moderator has spoken with her"),
}
PERSON_VERBS = {
    "block": _l("Blocked"),
    "unblock": _l("Let in again"),
    "block_area": _l("Blocked in some areas"),
    "open_area": _l("Let in again in these areas"),
    "refuse": _l("Stays blocked"),
    "appeal": _l("Asks for a second look"),
    "spoken": _l("Spoken with; starts afresh"),
    "note": _l("Note"),
}
