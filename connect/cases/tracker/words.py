"""The steps of the tracker in words, by place and code, and the drawing of each."""

from flask_babel import lazy_gettext as _l

from connect.cases.rules import State
from connect.cases.tracker.rules import Place, Step

LABELS = {
    (Place.PAST, Step.SENT): _l("Sent"),
    (Place.PAST, Step.REVIEWED): _l("Looked at"),
    (Place.PAST, Step.LISTED): _l("On the list"),
    (Place.PAST, Step.TAKEN): _l("A helper took it"),
    (Place.PAST, Step.ON_THE_WAY): _l("Brought to you"),
    (Place.PAST, Step.RECEIVED): _l("All received"),
    (Place.PAST, State.UNCONFIRMED): _l("Handed over"),
    (Place.NOW, "sent"): _l("Goes on the list"),
    (Place.NOW, State.PENDING_REVIEW): _l("Waits for a look"),
    (Place.NOW, State.OPEN): _l("Waits for a helper"),
    (Place.NOW, State.PARTLY_HELPED): _l("The rest waits for a helper"),
    (Place.NOW, State.CLAIMED): _l("A helper has it"),
    (Place.NOW, State.IN_DELIVERY): _l("On the way to you"),
    (Place.NOW, State.HELPED): _l("Is it all there?"),
    (Place.LATER, Step.TAKEN): _l("A helper takes it"),
    (Place.LATER, Step.ON_THE_WAY): _l("It is brought"),
    (Place.LATER, Step.RECEIVED): _l("You have it all"),
}
DETAILS = {
    (Place.NOW, "sent"): _l("sometimes a moderator looks first"),
    (Place.NOW, State.PENDING_REVIEW): _l("a moderator looks first"),
    (Place.NOW, State.HELPED): _l("you confirm it"),
    (Place.PAST, State.UNCONFIRMED): _l("says the helper"),
    (Place.LATER, Step.TAKEN): _l("you see the name here"),
    (Place.LATER, Step.RECEIVED): _l("you confirm it"),
}
ICONS = {
    Step.SENT: "send",
    Step.REVIEWED: "eye",
    Step.LISTED: "list",
    Step.TAKEN: "user-check",
    Step.ON_THE_WAY: "scooter",
    Step.RECEIVED: "basket",
}
# Of medical advice, where nobody brings anything: what is not here reads as above.
ADVICE = {
    (Place.PAST, Step.LISTED): _l("Seen by clinicians"),
    (Place.PAST, Step.TAKEN): _l("A clinician took it"),
    (Place.PAST, Step.ON_THE_WAY): _l("Called you"),
    (Place.PAST, Step.RECEIVED): _l("You have spoken"),
    (Place.PAST, State.UNCONFIRMED): _l("You have spoken"),
    (Place.NOW, "sent"): _l("Goes to the clinicians"),
    (Place.NOW, State.OPEN): _l("Waits for a clinician"),
    (Place.NOW, State.CLAIMED): _l("A clinician has it"),
    (Place.NOW, State.HELPED): _l("Have you spoken?"),
    (Place.LATER, Step.TAKEN): _l("A clinician takes it"),
    (Place.LATER, Step.ON_THE_WAY): _l("The clinician calls you"),
    (Place.LATER, Step.RECEIVED): _l("You have spoken"),
}
ADVICE_ICONS = {Step.ON_THE_WAY: "phone", Step.RECEIVED: "stethoscope"}
