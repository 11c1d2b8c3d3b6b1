"""Why an alert of others is not shown, in words that an official understands."""

from flask_babel import lazy_gettext as _l

from connect.notices.sources.reading.verdicts import Code, Outcome, Reason

OUTCOMES = {
    Outcome.SHOWN: _l("fit to be shown"),
    Outcome.HELD: _l("kept back, for officials alone"),
    Outcome.REFUSED: _l("refused"),
}
REASONS = {
    Code.LARGE: _l("the file is larger than is read (%(what)s)"),
    Code.DOCTYPE: _l("the file has a DOCTYPE, by which files of this machine could be opened; nothing was opened"),
    Code.XML: _l("the file is damaged or in another encoding than it says (line:column %(what)s)"),
    Code.ENCODING: _l("the file is in an encoding that is not read here; UTF-8 is understood everywhere"),
    Code.NOT_CAP: _l("this is no alert and no feed of alerts, but: %(what)s"),
    Code.NAMESPACE: _l("the alert is not of CAP 1.1 or 1.2, but of: %(what)s"),
    Code.MANY_ALERTS: _l("the file has more than %(what)s alerts"),
    Code.MANY_POINTS: _l("the outlines of the file have more than %(what)s points"),
    Code.MISSING: _l("a required element is missing or empty: %(what)s"),
    Code.VALUE: _l("a required element says something that the standard does not know: %(what)s"),
    Code.ENDS_BEFORE: _l("it ends before it was sent"),
    Code.CRASHED: _l("reading it failed; please tell the people who run this site"),
    Code.UNREADABLE: _l("the file cannot be opened: %(what)s"),
    Code.OVER: _l("it is over"),
    Code.PLACE: _l("its place is not known here"),
    Code.FOREIGN: _l("it is for areas that this source does not speak for: %(what)s"),
    Code.WIDE: _l("it is for more than %(what)s areas; choose them by hand"),
    Code.LANGUAGE: _l("it has no Vietnamese words, only: %(what)s"),
    Code.EXERCISE: _l("it is an exercise"),
    Code.TEST: _l("it is a test"),
    Code.SYSTEM: _l("it is a message between machines"),
    Code.DRAFT: _l("it is a draft"),
    Code.RESTRICTED: _l("it is for a restricted circle"),
    Code.PRIVATE: _l("it is private"),
    Code.RECEIPT: _l("it is a receipt between machines (%(what)s)"),
    Code.SWAPPED: _l("latitude and longitude look swapped: it would lie elsewhere in the world"),
    Code.WORDLESS: _l("it has neither a headline nor a text"),
    Code.ENDS: _l("it ends the alerts that it names"),
    Code.NO_END: _l("it names no end; 24 hours are taken"),
    Code.END_CUT: _l("it ends far ahead; %(what)s days are taken"),
    Code.SELF: _l("it refers to itself; that is ignored"),
    Code.REFERENCE_LOST: _l("a reference is not understood: %(what)s"),
    Code.REPAIRED: _l("signs between the figures of an outline were left out"),
    Code.THINNED: _l("a long outline was thinned"),
    Code.SHAPE_LOST: _l("an outline or a circle is none; it was left out"),
    Code.TIME_LOST: _l("a time is not understood, it needs its offset: %(what)s"),
    Code.HTML: _l("markup was turned into plain text"),
    Code.SIGNED: _l("its signature was not checked"),
    Code.CAP_11: _l("it is of CAP 1.1"),
    Code.ENDED_LANGUAGE: _l("its words in %(what)s are over"),
    Code.DROPPED: _l("areas that this source does not speak for were left out: %(what)s"),
    Code.ENDED: _l("an alert that came before it says that it is over or changed"),
    Code.TIMES: _l("its times do not fit a notice; write one by hand"),
}


def said(reason: Reason) -> str:
    """A reason as a sentence."""
    return str(REASONS[reason.code]) % {"what": reason.what}
