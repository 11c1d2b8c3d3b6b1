"""The words of incidents and of the switchboard."""

from flask_babel import lazy_gettext as _l

from connect.incidents.rules import IncidentKind, ServedBy, Status, Verb

KINDS = {
    IncidentKind.EPIDEMIC: _l("Epidemic"), IncidentKind.FLOOD: _l("Flood"), IncidentKind.TYPHOON: _l("Typhoon"),
    IncidentKind.OTHER: _l("Something else"),
}  # fmt: skip
STATUSES = {
    Status.ACTUAL: (_l("It is real"), _l("What it switches, everybody sees.")),
    Status.EXERCISE: (_l("An exercise"), _l("To practise: nobody else sees what it switches.")),
    Status.TEST: (_l("A test of the site"), _l("Nobody else sees what it switches.")),
}
VERBS = {
    Verb.PLAN: _l("planned"), Verb.ON: _l("turned on at once"), Verb.OFF: _l("turned off at once"),
    Verb.END: _l("ends sooner"), Verb.CONFIRM: _l("confirmed by a second official"),
}  # fmt: skip
SERVED_BY = {
    ServedBy.NEIGHBOURS: _l("Neighbours"), ServedBy.RUNS: _l("Official runs"), ServedBy.BOTH: _l("Both"),
}  # fmt: skip
# The codes are those of `cases.screening.rules.MODES`, which stands right of here; a test holds the two together.
MODES = {
    "fully_moderated": _l("Looked at first"),
    "dispatch_moderated": _l("Looked at first, except life in danger"),
    "moderation_on_request": _l("Shown at once, the urgent looked at"),
    "dispatch_assisted": _l("Shown at once, all looked at"),
    "peer_to_peer": _l("Shown at once"),
}
