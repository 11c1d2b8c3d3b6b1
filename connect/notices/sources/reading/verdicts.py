"""The outcomes of reading an alert, and the reasons that lead to each; `sources/words.py` says them to officials."""

from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    """The fate of an alert: fit for readers, for officials' eyes alone, or not understood."""

    SHOWN, HELD, REFUSED = "shown", "held", "refused"


class Code(StrEnum):
    """A reason by its short name."""

    # Not understood, or nothing that may be believed.
    LARGE, DOCTYPE, XML, ENCODING, NOT_CAP, NAMESPACE = "large", "doctype", "xml", "encoding", "not_cap", "namespace"
    MANY_ALERTS, MANY_POINTS, MISSING, VALUE, ENDS_BEFORE = "alerts", "points", "missing", "value", "ends_before"
    CRASHED, UNREADABLE = "crashed", "unreadable"
    # Understood, and not for readers as it is.
    OVER, PLACE, FOREIGN, WIDE, LANGUAGE = "over", "place", "foreign", "wide", "language"
    EXERCISE, TEST, SYSTEM, DRAFT, RESTRICTED, PRIVATE = "exercise", "test", "system", "draft", "restricted", "private"
    RECEIPT, SWAPPED, WORDLESS = "receipt", "swapped", "wordless"
    # Worth a word beside it.
    ENDS, NO_END, END_CUT, SELF, REFERENCE_LOST = "ends", "no_end", "end_cut", "self", "reference_lost"
    REPAIRED, THINNED, SHAPE_LOST, TIME_LOST, HTML = "repaired", "thinned", "shape_lost", "time_lost", "html"
    SIGNED, CAP_11, ENDED_LANGUAGE = "signed", "cap11", "ended_language"
    DROPPED, ENDED, TIMES = "dropped", "ended", "times"


REFUSING = frozenset(
    {
        Code.LARGE, Code.DOCTYPE, Code.XML, Code.ENCODING, Code.NOT_CAP, Code.NAMESPACE, Code.MANY_ALERTS,
        Code.MANY_POINTS, Code.MISSING, Code.VALUE, Code.ENDS_BEFORE, Code.CRASHED,
        Code.UNREADABLE,
    }
)  # fmt: skip
HOLDING = frozenset(
    {
        Code.OVER, Code.PLACE, Code.FOREIGN, Code.WIDE, Code.LANGUAGE, Code.EXERCISE, Code.TEST, Code.SYSTEM,
        Code.DRAFT, Code.RESTRICTED, Code.PRIVATE, Code.RECEIPT, Code.SWAPPED, Code.WORDLESS,
    }
)  # fmt: skip


class Reason(NamedTuple):
    """A reason, and the element, value or position that it is about."""

    code: Code
    what: str = ""


class Refusal(Exception):
    """A file, or one alert of it, cannot be believed; carries the reason."""

    def __init__(self, code: Code, what: str = "") -> None:
        super().__init__(code, what)
        self.reason = Reason(code, what)


def outcome_of(reasons: "tuple[Reason, ...] | list[Reason]") -> Outcome:
    """The outcome that some reasons lead to: the hardest counts."""
    codes = {one.code for one in reasons}
    if codes & REFUSING:
        return Outcome.REFUSED
    return Outcome.HELD if codes & HOLDING else Outcome.SHOWN
