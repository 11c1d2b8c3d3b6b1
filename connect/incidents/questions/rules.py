"""Sets of questions as plain frozen values. `reading` makes them of JSON, `evaluation` checks answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

MOST_QUESTIONS = 12
MOST_CHOICES = 12
MOST_COMPARISONS = 12  # in one list of a condition
LONGEST_TEXT = 300  # characters of an answer in words
MOST_DECIMALS = 2  # so that 1.000, which is one thousand to some and one to others, is never a decimal
LARGEST_NUMBER = 999_999_999
FIRST_DAY, LAST_DAY = "1900-01-01", "2100-12-31"
LANGUAGES = ("vi", "en")


class QuestionType(StrEnum):
    """The kinds of answers that questions take; a note takes none."""

    YES_NO = "yes_no"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    NOTE = "note"


class ShownTo(StrEnum):
    """Those who may read an answer, from the widest circle to the narrowest. The requester reads all of the own."""

    PUBLIC = "public"
    VOLUNTEER = "volunteer"  # signed in; texts are masked
    CLAIMER = "claimer"  # the helper who holds the case
    CLINICIAN = "clinician"
    MODERATOR = "moderator"


class Operator(StrEnum):
    """How a comparison looks at the answer of an earlier question. One without an answer fits none of them."""

    IS = "is"
    IS_NOT = "is_not"
    HAS = "has"
    LT = "lt"
    LE = "le"
    GE = "ge"
    GT = "gt"
    ANSWERED = "answered"


_EQUAL = (Operator.IS, Operator.IS_NOT, Operator.ANSWERED)
_ORDERED = (*_EQUAL, Operator.LT, Operator.LE, Operator.GE, Operator.GT)
OPERATORS: Mapping[QuestionType, tuple[Operator, ...]] = {
    QuestionType.YES_NO: _EQUAL,
    QuestionType.ONE_OF: _EQUAL,
    QuestionType.SOME_OF: (Operator.HAS, Operator.ANSWERED),
    QuestionType.NUMBER: _ORDERED,
    QuestionType.TEXT: (Operator.ANSWERED,),
    QuestionType.DATE: _ORDERED,
    QuestionType.NOTE: (),
}
MAY_BE_PUBLIC = (QuestionType.YES_NO, QuestionType.ONE_OF, QuestionType.SOME_OF, QuestionType.NUMBER)
CHOSEN = (QuestionType.ONE_OF, QuestionType.SOME_OF)
YES, NO = "yes", "no"

# One answer: a code, the figures of a number with a dot (exact), an ISO day, a text; of `some_of` all that are chosen.
Answer = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in both languages; both are there, or it is empty."""

    vi: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.vi)

    def in_(self, lang: str) -> str:
        """The text in a language."""
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose. A retired one is not offered any more and still has its words."""

    code: str
    label: Bilingual
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One look at an earlier answer. The value is a code, the figures of a number, an ISO day; empty for `answered`."""

    code: str
    operator: Operator
    value: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """All, or any, of some comparisons; its parts may be conditions themselves, whose parts are comparisons."""

    every: bool
    parts: tuple["Comparison | Condition", ...]

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison in it, in order."""
        for part in self.parts:
            if isinstance(part, Comparison):
                yield part
            else:
                yield from part.comparisons()


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `low` and `high` (both included), `decimals` and `unit` are of a number, `choices` of a choice."""

    code: str
    type: QuestionType
    label: Bilingual
    hint: Bilingual = Bilingual()
    required: bool = False
    ask_if: Condition | None = None
    shown_to: ShownTo = ShownTo.CLAIMER
    sensitive: bool = False
    why: Bilingual = Bilingual()  # it is asked although it is sensitive
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    decimals: int = 0
    unit: Bilingual = Bilingual()
    choices: tuple[Choice, ...] = ()

    @property
    def offered(self) -> tuple[Choice, ...]:
        """The choices that can still be chosen."""
        return tuple(choice for choice in self.choices if not choice.retired)

    def choice(self, code: str) -> Choice | None:
        """The choice of a code, retired or not."""
        return next((choice for choice in self.choices if choice.code == code), None)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Some questions in the order of the page, which is also the order in which they are decided."""

    questions: tuple[Question, ...] = ()

    def question(self, code: str) -> Question | None:
        """The question of a code."""
        return next((one for one in self.questions if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Published:
    """A version of a set that people are asked: it never changes. `id` is that of the version."""

    id: int
    utility: str
    version: int
    questions: QuestionSet


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of a set: the number of the question from 1 (0: the whole set), a reason, what it speaks of."""

    line: int
    reason: str
    values: Mapping[str, Any]


def may_be_public(type_: QuestionType, sensitive: bool) -> bool:
    """Whether answers may be shown to everybody: they can name no person and no day, and are not sensitive."""
    return type_ in MAY_BE_PUBLIC and not sensitive
