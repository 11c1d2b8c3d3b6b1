"""The form of one question."""

from typing import ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import ValidationError

from connect.incidents.questions import reading, rules, words
from connect.incidents.questions.editing import drafting, fields
from connect.incidents.questions.editing.drafting import Body, Question
from connect.incidents.questions.editing.fields import ChoiceRow, Rows
from connect.incidents.questions.rules import QuestionType, ShownTo
from connect.text import one_line
from connect.web.pages.forms import Form, Needed

# What a draft may have and a published set may not, so that it can be written bit by bit; all else is said at once.
LATER = frozenset({
    "language", "no_choices", "range", "range_order", "too_many", "no_questions", "public_type", "public_sensitive",
})  # fmt: skip
NUMBERS = {"low": "from", "high": "to"}
_PAIRS = ("label", "hint", "why", "unit")


class QuestionForm(Form):
    """One question of a draft, with its choices and its condition in rows of their own."""

    longest: ClassVar = {
        f"{part}_{lang}": reading.LONGEST[part] for part in _PAIRS for lang in rules.LANGUAGES
    } | {"code": 40}  # fmt: skip
    type = SelectField(_l("Kind of answer"), choices=[SelectChoice(str(one), words.TYPES[one]) for one in QuestionType])
    label_vi = StringField(_l("The question in Vietnamese"), validators=[Needed()])
    label_en = StringField(_l("The question in English"), validators=[Needed()])
    hint_vi = StringField(_l("Hint, Vietnamese"))
    hint_en = StringField(_l("Hint, English"))
    code = StringField(_l("Code, under which answers are kept"))
    required = BooleanField(_l("An answer is needed, or the request cannot be sent"))
    shown_to = SelectField(
        _l("Who sees the answers?"), choices=[SelectChoice(str(one), words.SHOWN_TO[one]) for one in ShownTo],
        default=str(ShownTo.CLAIMER),
    )  # fmt: skip
    sensitive = BooleanField(_l("It is sensitive: health, violence, belief, papers"))
    why_vi = StringField(_l("Why, Vietnamese"))
    why_en = StringField(_l("Why, English"))
    low = StringField(_l("Smallest number that can be right"), validators=[Needed()])
    high = StringField(_l("Largest number that can be right"), validators=[Needed()])
    decimals = SelectField(
        _l("Figures after the comma"), choices=[SelectChoice(str(n), str(n)) for n in range(rules.MOST_DECIMALS + 1)],
        default="0",
    )  # fmt: skip
    unit_vi = StringField(_l("Unit in Vietnamese"))
    unit_en = StringField(_l("Unit in English"))
    read = HiddenField()
    choices: list[ChoiceRow]
    condition: Rows

    @classmethod
    def of(cls, body: Body, question: Question | None, kind: str) -> "QuestionForm":
        """The form as it is opened: of a question of a draft, or of a new one of a kind."""
        there = question or {"type": kind}
        data = {f"{part}_{lang}": (there.get(part) or {}).get(lang, "") for part in _PAIRS for lang in rules.LANGUAGES}
        data |= {name: there[name] for name in ("type", "code", "required", "shown_to", "sensitive") if name in there}
        data |= {name: there.get(key, "") for name, key in NUMBERS.items()}
        made = cls(data={**data, "decimals": str(there.get("decimals", 0)), "read": drafting.digest(question)})
        posted, typed = made.is_submitted(), fields.typed_of(drafting.questions(body))
        made.choices = fields.sent_choices(request.form) if posted else fields.choice_rows(there)
        made.condition = fields.sent_rows(request.form) if posted else fields.rows_of(there.get("ask_if"), typed)
        return made

    def validate_label_vi(self, _field: Field) -> None:
        """In one language at least; the other is needed before publishing."""
        if not one_line(self.label_vi.data) and not one_line(self.label_en.data):
            raise ValidationError(_("Write the question."))

    def question(self, body: Body, was: str | None) -> Question:
        """The question as a set's JSON has it; what does not belong to its kind is left out. Call after validation."""
        kind = QuestionType(self.type.data)
        made: Question = {"code": self._code(body, was), "type": str(kind)}
        made |= {part: said for part in ("label", "hint") if (said := self._pair(part)) or part == "label"}
        if self.required.data and kind != QuestionType.NOTE:
            made["required"] = True
        made["shown_to"] = self.shown_to.data
        if self.sensitive.data:
            made |= {"sensitive": True} | ({"why": why} if (why := self._pair("why")) else {})
        if kind == QuestionType.NUMBER:
            made |= self._range()
        if kind in rules.CHOSEN:
            made["choices"] = fields.choices_of(self.choices)
        if asked_if := fields.condition_of(self.condition, drafting.questions(body)):
            made["ask_if"] = asked_if
        return made

    def fits(self, body: Body, question: Question, was: str | None) -> bool:
        """Whether a question may be kept in a draft; what may not is said in the form."""
        there = drafting.find(body, was)
        after = drafting.put(body, question, was if there else None)
        line = 1 + [one["code"] for one in drafting.questions(after)].index(question["code"])
        wrong = [one for one in reading.faults(after) if one.line == line and one.reason not in LATER]
        for fault in wrong:
            said = words.fault(rules.Fault(0, fault.reason, fault.values))
            field = self.code if fault.reason in ("code", "duplicate_code") else None
            if field is None:
                self.form_errors.append(said)
            else:
                field.errors = [*field.errors, said]
        return not wrong

    def _code(self, body: Body, was: str | None) -> str:
        typed = one_line(self.code.data)
        taken = {one["code"] for one in drafting.questions(body)} - {was}
        return typed or drafting.code_of(one_line(self.label_vi.data) or one_line(self.label_en.data), taken)

    def _pair(self, part: str) -> dict[str, str]:
        said = {lang: one_line(self[f"{part}_{lang}"].data) for lang in rules.LANGUAGES}
        return said if any(said.values()) else {}

    def _range(self) -> Question:
        typed = {key: one_line(self[name].data) for name, key in NUMBERS.items()}
        made: Question = {key: fields.typed_value("number", text) for key, text in typed.items() if text}
        made |= {"decimals": int(self.decimals.data)} if self.decimals.data != "0" else {}
        return made | ({"unit": unit} if (unit := self._pair("unit")) else {})
