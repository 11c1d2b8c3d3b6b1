"""Reading the signs of danger from a posted form. Fields: `age-band`, `sign-<code>`, and one for each measure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from flask_babel import LazyString, get_locale, lazy_gettext as _l

from connect.cases.asking.need_fields import FormValues
from connect.cases.signs.actions import ADVICE
from connect.formatting import number
from connect.incidents import kinds
from connect.incidents.signs import queries as sign_queries, rules
from connect.incidents.signs.rules import CURRENT, Answers, Fault, Level, Measure, SignList

BAND = "age-band"
SEEN = "signs-seen"  # the age band whose signs the page showed; empty: only the question for the age
LIVE = "all"  # as `SEEN`, of a script that shows each age its own
LONGEST = 40  # of what is typed as a value and shown again


@dataclass(frozen=True, slots=True)
class SignFields:
    """The fields as they were posted. `faults`: by field, why it is asked again; all else never blocks the sending."""

    band: str = rules.UNKNOWN
    ticked: frozenset[str] = frozenset()
    typed: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Decimal] = field(default_factory=dict)
    faults: Mapping[str, str | LazyString] = field(default_factory=dict)
    seen: str | None = None  # None: no page has shown the question yet

    @property
    def wants(self) -> str:
        """The names of the fields that ask for medical advice, for the script, with blanks between them."""
        return " ".join(f"qty-{item.code}" for item in kinds.kind(ADVICE).items)

    @property
    def list(self) -> SignList:
        """The list that is asked."""
        return CURRENT

    @property
    def is_complete(self) -> bool:
        """Whether the page has shown all that there is to ask of this age; without a script it takes a second page."""
        return self.seen is not None and self.seen in (self.band, LIVE)

    @property
    def answers(self) -> Answers | None:
        """The answers that count; None when nothing at all was answered."""
        if not (self.band or self.ticked or self.values):
            return None
        return rules.answers_of(self.band, self.ticked, self.values)

    @property
    def level(self) -> Level:
        """How grave the answers are so far."""
        return rules.level_of(self.answers) if self.answers else Level.NONE


def read(posted: FormValues) -> SignFields:
    """The fields of a form. What is typed and cannot be right is a fault of its field, and never guessed."""
    band = posted.get(BAND, "")
    known = band if band in CURRENT.bands else rules.UNKNOWN
    typed = {code: posted.get(f"sign-{code}", "")[:LONGEST] for code in CURRENT.measures}
    values, faults = _values({code: text for code, text in typed.items() if _is_asked(code, known)})
    if band and not known:
        faults[BAND] = _l("Choose the age again.")
    ticked = frozenset(code for code in CURRENT.signs if any(posted.getlist(f"sign-{code}")))
    seen = posted.getlist(SEEN)
    return SignFields(known, ticked, typed, values, faults, seen[0] if seen else None)


def asked(items: Iterable[str]) -> bool:
    """Whether somebody who wants these items is asked for signs of danger: with medical advice, see `are_asked`."""
    return any(kinds.item(item).kind == ADVICE for item in items) and sign_queries.are_asked()


def named(fault: str) -> str:
    """The name of a field that has a fault, as the summary of what is wrong says it."""
    measure = CURRENT.measures.get(fault.removeprefix("sign-"))
    return measure.name(str(get_locale())) if measure else str(_l("How old is the person who is ill?"))


def _is_asked(code: str, band: str) -> bool:
    return band == rules.UNKNOWN or band in CURRENT.measures[code].bands


def _values(typed: Mapping[str, str]) -> tuple[dict[str, Decimal], dict[str, str | LazyString]]:
    values: dict[str, Decimal] = {}
    faults: dict[str, str | LazyString] = {}
    for code, text in typed.items():
        try:
            value = rules.value_in(text, CURRENT.measures[code])
        except Fault as fault:
            faults[f"sign-{code}"] = _why(fault, CURRENT.measures[code])
        else:
            values |= {} if value is None else {code: value}
    if rules.crossed(values):
        faults["sign-diastolic"] = _l("The lower number must be below the upper one. Look at the device again.")
    return values, faults


def _why(fault: Fault, measure: Measure) -> LazyString:
    low, high = number(int(measure.low)), number(int(measure.high))
    if fault.why == "unreadable":
        return _l("Write the number alone as the device shows it, or leave it empty if you did not measure.")
    return _l(
        "This cannot be right: it lies between %(low)s and %(high)s. Look again, or leave it empty.", low=low, high=high
    )
