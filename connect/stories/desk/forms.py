"""The form of a decision: faces looked at again, or a reason with a sentence."""

from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, TextAreaField

from connect.stories.rules import LONGEST_NOTE
from connect.text import clean
from connect.web.pages.forms import Form


class DecisionForm(Form):
    """A moderator's decision about a story; the reason is the button that is pressed."""

    longest: ClassVar = {"note": LONGEST_NOTE}
    faces = BooleanField(_l("I looked at every picture: nobody is shown who did not agree, no plate, no house number"))
    note = TextAreaField(_l("A sentence to both sides"))

    def said(self) -> str:
        """The sentence as it is kept."""
        return clean(self.note.data or "")[:LONGEST_NOTE]
