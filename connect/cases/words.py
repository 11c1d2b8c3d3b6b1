"""The codes of a case in words, for people. Lazy: they read in the language of whoever looks."""

from flask_babel import lazy_gettext as _l

STATES = {
    "sent": _l("sent"),  # to the requester, where it is not told whether it waits for a look; see `asker_view`
    "pending_review": _l("waiting for review"),
    "open": _l("needs help"),
    "claimed": _l("taken by a helper"),
    "in_delivery": _l("on the way"),
    "partly_helped": _l("partly helped"),
    "helped": _l("helped"),
    "confirmed": _l("received"),
    "unconfirmed": _l("helped, not confirmed"),
    "follow_up": _l("could not be reached"),
    "withdrawn": _l("not needed any more"),
    "expired": _l("expired"),
    "duplicate": _l("merged with another request"),
    "rejected": _l("not accepted"),
    "referred": _l("passed on"),
}
# The tone of each state: a shape and a colour; the words stand beside it.
TONES = {
    "sent": "need",
    "pending_review": "wait",
    "open": "need",
    "partly_helped": "need",
    "claimed": "taken",
    "in_delivery": "taken",
    "helped": "done",
    "confirmed": "done",
    "unconfirmed": "done",
    "follow_up": "need",
    "withdrawn": "wait",
    "expired": "wait",
    "duplicate": "wait",
    "rejected": "wait",
    "referred": "wait",
}
# The title of the requester's page; that of a request somebody has names the helper.
HEADLINES = {
    "sent": _l("We have your request."),
    "pending_review": _l("Your request waits for a look."),
    "open": _l("Your request waits for a helper."),
    "claimed": _l("Somebody has taken your request."),
    "in_delivery": _l("A helper is on the way to you."),
    "partly_helped": _l("You have received a part. The rest waits for a helper."),
    "helped": _l("Have you received everything?"),
    "confirmed": _l("You have received everything."),
    "unconfirmed": _l("This request is closed: all was brought."),
    "follow_up": _l("A helper could not reach you."),
    "withdrawn": _l("You took this request back."),
    "expired": _l("Your request is off the list."),
    "duplicate": _l("This request goes on as another one of yours."),
    "rejected": _l("This request was not accepted."),
    "referred": _l("This request was passed on."),
}
# The requester's words for the state of the own request: what it means and what comes next.
STANDING = {
    "sent": _l(
        "We have your request. Sometimes a moderator looks at it first. As soon as it is on the list, helpers nearby "
        "can see that somebody needs this, but not who or where exactly."
    ),
    "pending_review": _l("We have your request. A moderator looks at it before others can see it."),
    "open": _l(
        "Your request is on the list. Helpers nearby can see that somebody needs this, but not who or where exactly."
    ),
    "claimed": _l("Somebody has taken your request."),
    "in_delivery": _l("A helper is on the way to you."),
    "partly_helped": _l("You have received a part. The rest is back on the list."),
    "helped": _l("A helper says that you have everything. Is that so?"),
    "confirmed": _l("You have received everything. We are glad."),
    "unconfirmed": _l("A helper said that you have everything, and the request was closed when we heard nothing else."),
    "follow_up": _l(
        "Do you still need help? Say so, and the request is back on the list. Look first whether your phone number "
        "below is right."
    ),
    "withdrawn": _l("Nobody will come any more. You can send a new request at any time."),
    "expired": _l("We heard nothing for a while, so the request is off the list. Do you still need help?"),
    "duplicate": _l("This request was merged with another one of yours, which goes on."),
    "rejected": _l("This request was not accepted."),
    "referred": _l("This request was passed on to those who can do more."),
}
EVENTS = {
    "post": _l("Request sent"),
    "approve": _l("Looked at and put on the list"),
    "reject": _l("Not accepted"),
    "claim": _l("Taken by a helper"),
    "extend": _l("The helper needs more time"),
    "release": _l("Given back to the list"),
    "set_out": _l("The helper is on the way"),
    "help": _l("Handed over, says the helper"),
    "confirm": _l("Received, says the requester"),
    "dispute": _l("Not received, says the requester"),
    "close": _l("Closed, nobody objected"),
    "cannot_reach": _l("The helper could not reach anybody"),
    "still_needed": _l("Still needed"),
    "withdraw": _l("Not needed any more"),
    "call_again": _l("The day has come on which a clinician wants to hear from you again"),
    "worse": _l("Signs of danger are told anew; clinicians see it at once"),
    "recall": _l("Back on the list: nobody confirmed what this helper said"),
    "lapse": _l("The helper's time ran out; back on the list"),
    "expire": _l("Off the list after a long silence"),
    "hold": _l("Off the list until a moderator has looked at it"),
    "flag": _l("A moderator looks at it first"),
    "watch_phone": _l("Requests from this phone are looked at first from now on"),
    "unwatch_phone": _l("Requests from this phone are treated like all others again"),
    "discard": _l("Taken out: nobody could look at it in time"),
    "wipe": _l("Name, phone, door and words deleted"),
    "merge": _l("Merged with another request"),
    "refer": _l("Passed on"),
    "take_off": _l("Taken off the list to be looked at again"),
    "reopen": _l("The moderator took the decision back"),
    "restore": _l("The moderator took the decision back; on the list again"),
    "contest": _l("The requester asks for another look"),
    "relink": _l("A new link was given out after a call; the old one is dead"),
    "edit": _l("Changed by the requester"),
    "change": _l("Changed by the requester; a moderator looks at the change"),
    "accept_change": _l("The change was looked at and counts"),
    "refuse_change": _l("The change was not accepted; it stays as it was"),
    "correct": _l("Corrected by a moderator"),
    "ask": _l("A moderator asks"),
    "answer": _l("The requester answers"),
    "accompany": _l("A second helper goes along"),
    "stay_away": _l("The second helper cannot come along"),
    "allow": _l("The helper may see the contact"),
    "although": _l("Accepted although it had the same lately"),
    "guard": _l("From now on only specially checked organisations see it"),
    "unguard": _l("All helpers can see it again"),
    "stop": _l("The requester does not want this person any more"),
    "check": _l("Looked at by a moderator"),
    "second": _l("A second moderator saw it differently"),
    "hand_on": _l("Somebody else of the same run comes"),
}
URGENCIES = {
    3: _l("life in danger"),
    2: _l("urgent"),
    1: _l("normal"),
    0: _l("can wait"),
}
# The same as choices of the asking form, by their names there: a drawing, the word, what it means.
URGENCY_CHOICES = {
    "life_threatening": ("alert", _l("Life in danger"), _l("Somebody may die. Call %(hotline)s first.")),
    "urgent": ("clock", _l("Urgent"), _l("Needed today: no water, no medicine, a small child.")),
    "normal": ("calendar", _l("In the next days"), _l("You can manage for two or three days.")),
    "low": ("hourglass", _l("Can wait"), _l("Good to have; some days later will do.")),
}
# The steps of the asking form.
ASKING = {
    "1": _l("What you need"),
    "2": _l("How urgent it is"),
    "3": _l("Where"),
    "q": _l("More details"),  # only where something is asked
    "4": _l("Whom to call"),
    "5": _l("Check and send"),
}
GUARDS = {
    "child_alone": _l("a child is alone"),
    "violence": _l("somebody is hurt or threatened by others"),
    "private_illness": _l("an illness that nobody should hear of"),
}
VULNERABLE = {
    "infant": _l("a small child"),
    "elderly": _l("an elderly person"),
    "pregnant": _l("a pregnant woman"),
    "disabled": _l("a person with a disability"),
    "ill": _l("somebody ill"),
}
VULNERABLE_ICONS = {
    "infant": "baby",
    "elderly": "user",
    "pregnant": "heart",
    "disabled": "accessibility",
    "ill": "stethoscope",
}
REJECT_REASONS = {
    "joke": _l("Not meant seriously"),
    "advertising": _l("Advertising"),
    "fraud": _l("Looks like fraud"),
    "money_only": _l("Asks for money only"),
    "untrue": _l("Not true"),
    "already_helped": _l("Already helped"),
    "wrong_place": _l("The place is wrong"),
    "other": _l("Another reason"),
}
RELEASE_REASONS = {
    "no_time": _l("I have no time after all"),
    "cannot_carry": _l("I cannot get or carry the things"),
    "too_far": _l("It is too far"),
    "not_needed": _l("They told me it is not needed"),
    "other": _l("Another reason"),
    "stopped": _l("The requester does not want this helper"),
}
CANNOT_REACH_REASONS = {
    "no_answer": _l("Nobody answers the phone"),
    "wrong_number": _l("The number is wrong"),
    "nobody_there": _l("Nobody is there"),
    "wrong_place": _l("The place is wrong"),
}
REASONS = {
    **REJECT_REASONS,
    **RELEASE_REASONS,
    **CANNOT_REACH_REASONS,
    "code": _l("proven by the delivery code"),
    "unseen": _l("Nobody could look at it in time"),
    "run_over": _l("The run has let it go"),
    "run_leader": _l("Somebody else of the run brings it"),
}
# To whom a clinician passes medical advice on; the keys are `clinical.rules.REFERRALS`.
REFERRALS = {
    "ambulance": _l("the ambulance, 115"),
    "station": _l("the health station of the ward"),
    "hospital": _l("a hospital"),
    "child_hotline": _l("the child protection line, 111"),
}
CLAIM_ENDS = {
    "helped": _l("Everything handed over"),
    "partly": _l("A part handed over"),
    "released": _l("Given back"),
    "lapsed": _l("Time ran out"),
    "cannot_reach": _l("Nobody could be reached"),
    "stopped": _l("Ended by the requester or a moderator"),
    "disputed": _l("The requester did not receive it"),
    "referred": _l("Passed on"),
    "recalled": _l("Put back on the list: nobody confirmed it"),
    "handed_on": _l("Handed to another leader of the run"),
}
# Why a request is looked at first: for moderators, never on a page of others.
FLAGS = {
    "suspicious": _l("Words that look like fraud or advertising"),
    "first_post": _l("The first request from this phone"),
    "watched_phone": _l("A moderator asked to look at every request from this phone"),
    "many_from_phone": _l("Many requests from this phone today"),
    "many_from_device": _l("Many requests from this device today"),
    "many_from_network": _l("Many requests from this network within an hour"),
    "many_in_area": _l("Very many requests from this ward within an hour"),
    "reports": _l("Reported by several people independently"),
    "changed": _l("What had been looked at was changed a lot"),
}
SUSPICIONS = {
    "bank_account": _l("looks like a bank account"),
    "transfer": _l("asks for a money transfer"),
    "money_only": _l("asks for money"),
    "link": _l("leads to another site"),
    "qr": _l("asks to scan a code"),
    "advertising": _l("reads like advertising"),
    "false_official": _l("an office that demands money or data"),
    "prepaid": _l("asks for a fee, a deposit or a password first"),
}
# Why two requests look like one household told twice, or do not.
LIKENESS = {
    "same_phone": _l("the same phone"),
    "near_phone": _l("phones that differ by one slip"),
    "same_reporter": _l("the same person asked for both"),
    "other_phone": _l("other phones"),
    "same_name": _l("the same name"),
    "near_name": _l("nearly the same name"),
    "other_name": _l("other names"),
    "same_place": _l("the same place"),
    "near_place": _l("places near each other"),
    "other_place": _l("places some way apart"),
    "far_place": _l("places far apart"),
    "same_ward": _l("the same ward"),
    "other_ward": _l("other wards"),
    "same_door": _l("the same house number"),
    "like_door": _l("house numbers that fit"),
    "same_landmark": _l("the same description of the way"),
    "other_door": _l("other house numbers"),
    "same_items": _l("much the same things"),
    "other_items": _l("other things"),
    "same_people": _l("as many people"),
    "other_people": _l("more or fewer people"),
    "same_words": _l("the same words"),
    "same_days": _l("sent within two days"),
    "other_days": _l("sent more than a week apart"),
}
# What a requester changed of what a moderator had looked at.
CHANGES = {
    "phone": _l("Phone"),
    "name": _l("Name"),
    "door": _l("How to find the door"),
    "words": _l("Words on the situation"),
    "reporter": _l("Who asks for them"),
    "urgency": _l("Urgency"),
    "kinds": _l("Other kinds of help"),
    "amounts": _l("Much more of something"),
    "answers": _l("Answers in words"),
}
# In which role somebody was shown a contact.
LOOKERS = {
    "claimer": _l("helper"),
    "moderator": _l("moderator"),
    "lender": _l("who lent you something"),
    "run": _l("who brings your order"),
}
