"""The questions of one utility as the component `question_fields` draws them: on a form that asks, or to be tried."""

from collections.abc import Collection
from dataclasses import dataclass, field

from connect.incidents import kinds
from connect.incidents.kinds import Kind
from connect.incidents.questions import evaluation, words
from connect.incidents.questions.evaluation import Outcome, Typed
from connect.incidents.questions.rules import Published, Question, QuestionType


@dataclass(frozen=True, slots=True)
class OnForm:
    """The questions of one utility on a form. `is_seen`: this version was on the page that sent the form."""

    published: Published
    typed: Typed
    outcome: Outcome
    is_seen: bool
    known: Collection[str] = field(default_factory=frozenset)  # codes answered already, to the version before
    before: str = ""  # the names of the fields, where the same questions stand twice on a page

    @property
    def kind(self) -> Kind:
        """The utility that asks."""
        return kinds.kind(self.published.utility)

    @property
    def mark(self) -> str:
        """The version as a form carries it; empty where answers are only tried."""
        return ""

    @property
    def script(self) -> list[dict[str, object]]:
        """The facts by which the script decides the same."""
        return evaluation.for_script(self.published.questions)

    @property
    def faults(self) -> dict[str, str]:
        """By code what is wrong in words; nothing of what was not on the page yet."""
        return {code: words.wrong(found) for code, found in self.outcome.faults.items()} if self.is_seen else {}

    def only_if(self, question: Question) -> str:
        """When a question is asked, in words, for those without a script; empty: always."""
        return words.only_if(self.published.questions, question.ask_if) if question.ask_if else ""

    def given(self, question: Question) -> str:
        """The text in the field of a question: a day as browsers want it, else as it was typed."""
        value = self.outcome.values.get(question.code)
        typed = next(iter(self.typed.get(question.code, ())), "")
        return value if question.type == QuestionType.DATE and isinstance(value, str) else typed

    def name(self, question: Question) -> str:
        """The name of the field of a question."""
        return f"{self.before}q-{self.published.utility}-{question.code}"
