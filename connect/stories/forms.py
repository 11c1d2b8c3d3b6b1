"""The forms of stories: thanks to one, the words of a story, the consent to it."""

from typing import ClassVar

from flask import request
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField, StringField, TextAreaField
from wtforms.validators import ValidationError

from connect import formatting
from connect.stories.actions import Telling
from connect.stories.consents.actions import Yes
from connect.stories.rules import LONGEST_NAME, LONGEST_WORDS
from connect.text import clean, one_line
from connect.web.limits import client_fingerprint
from connect.web.pages.forms import Form, Needed

PRIVATE, STORY = "private", "story"
OTHERS = {"vi": "en", "en": "vi"}
IN_THE_OTHER = {"en": _l("The same in English"), "vi": _l("The same in Vietnamese")}


class WordsForm(Form):
    """The words of a story, in the reader's language, and in the other one if somebody likes."""

    longest: ClassVar = {"words": LONGEST_WORDS, "words_other": LONGEST_WORDS}
    words = TextAreaField(_l("What happened?"), validators=[Needed()])
    words_other = TextAreaField()

    lang, other = "vi", "en"  # of the two fields, see `speak`

    def speak(self, lang: str) -> None:
        """Says in which language the first field is; the second is for the other."""
        self.lang, self.other = lang, OTHERS[lang]
        self.words_other.label.text = IN_THE_OTHER[self.other]

    def validate_words(self, field: Field) -> None:
        """More than blanks."""
        if not clean(field.data or ""):
            raise ValidationError(_("Write at least a sentence."))

    def telling(self) -> Telling:
        """The words as they were typed."""
        return Telling(
            clean(self.words.data or ""), self.lang, clean(self.words_other.data or ""), self.other,
        )  # fmt: skip


class ThanksForm(WordsForm):
    """A requester's words to a helper; for the helper alone unless a story is wanted."""

    words = TextAreaField(_l("Your words"), validators=[Needed()])
    reach = RadioField(
        _l("Who reads it?"),
        choices=[(PRIVATE, _l("The helper alone")), (STORY, _l("Everybody, as a story, if the helper agrees too"))],
        default=PRIVATE, validate_choice=False,
    )  # fmt: skip

    @property
    def is_story(self) -> bool:
        """Whether it is to be told to all."""
        return bool(self.reach.data == STORY)


class ConsentForm(Form):
    """One side's yes to a story, by a tick of its own, and a first name if somebody likes."""

    longest: ClassVar = {"first_name": LONGEST_NAME}
    agrees = BooleanField(_l("I have read this, and I agree"))
    first_name = StringField(_l("A first name to stand with it"))

    def validate_agrees(self, field: Field) -> None:
        """Ticked."""
        if not field.data:
            raise ValidationError(_("Tick this if you agree. If you do not, you need do nothing."))

    def validate_first_name(self, field: Field) -> None:
        """One or two words, of letters alone: no phone, no link."""
        words = one_line(field.data).split()
        if len(words) > 2 or not all(word.isalpha() for word in words):
            raise ValidationError(_("Only a first name, in letters. Or leave it empty."))

    def yes(self) -> Yes:
        """The consent as it is kept."""
        return Yes(formatting.language(), client_fingerprint.device(), one_line(self.first_name.data))


class ChangeForm(WordsForm, ConsentForm):
    """Other words by the side that is asked, with its consent to them."""

    longest: ClassVar = WordsForm.longest | ConsentForm.longest


def chosen_help() -> int:
    """Which of several helps is meant, by its place in their order: 1 is the first."""
    return request.args.get("to", 0, int)
