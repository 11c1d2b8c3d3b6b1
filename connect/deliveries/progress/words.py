"""How a sending goes, in words: states, media, reasons with what to do, moves."""

from flask_babel import gettext, lazy_gettext as _l

from connect.deliveries.ledger.rules import Stage, Verb
from connect.deliveries.progress.rules import Family, Figure, Group
from connect.formatting import number

MEDIA = {"push": _l("Browser"), "mail": _l("Mail"), "sms": _l("SMS"), "zalo": _l("Zalo")}
GROUPS = {
    Group.WAITS: _l("waiting"),
    Group.SENDING: _l("leaving now"),
    Group.SENT: _l("sent"),
    Group.DELIVERED: _l("arrived"),
    Group.FAILED: _l("failed"),
    Group.UNKNOWN: _l("not known"),
    Group.NOT_SENT: _l("not sent"),
}
STAGES = {
    Stage.GOING: (_l("being sent"), "taken"),
    Stage.PAUSED: (_l("paused"), "wait"),
    Stage.CANCELLED: (_l("cancelled"), "grave"),
    Stage.OVER: (_l("over"), "tell"),
}
DONE = (_l("all has left"), "done")
VERBS = {
    Verb.PAUSE: _l("Paused"),
    Verb.GO_ON: _l("Went on"),
    Verb.CANCEL: _l("Cancelled"),
    Verb.AGAIN: _l("Had sent again what was not known"),
}
# What happened, and what to do about it.
FAMILIES = {
    Family.GONE: (
        _l("The address is no longer there"),
        _l("Nothing is to be done: it is not written to again. Whoever still wants to hear follows anew."),
    ),
    Family.OURS: (
        _l("The service took the message for faulty"),
        _l("Tell whoever runs this site: a setting has to be mended. The notice itself can be read here by everybody."),
    ),
    Family.CUT: (
        _l("The line broke while it was sent: nobody knows whether it arrived"),
        _l("Have it sent again below where a second one does less harm than none."),
    ),
    Family.UNWANTED: (
        _l("They had stopped following, or it was no longer for them"),
        _l("Nothing is to be done."),
    ),
    Family.LATE: (
        _l("The notice ended before its turn came"),
        _l("If it still holds, change its end: whoever had none is told then."),
    ),
    Family.CANCELLED: (
        _l("The sending was cancelled, or a newer version took its place"),
        _l("Nothing is to be done. Where a newer version took its place, they get that one."),
    ),
}


def told(figure: Figure) -> str:
    """A number of receivers, as exactly as it may be told."""
    return gettext("fewer than ten") if figure.is_few else number(figure.number)
