"""The forms of a channel: asking for one, opening and closing it."""

from typing import ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from connect.notices.channels import kits, rules
from connect.text import clean, one_line
from connect.web.pages import languages
from connect.web.pages.forms import Form

SHORTEST_NAME = 3


class ChannelForm(Form):
    """A channel: its name, what it is for, whom to ask."""

    longest: ClassVar = {
        "name": rules.LONGEST_NAME, "about": rules.LONGEST_ABOUT, "contact": rules.LONGEST_CONTACT,
    }  # fmt: skip
    kit = SelectField(_l("What is it for?"), default="")
    name = StringField(_l("Name of the channel"), validators=[InputRequired(_l("Write the name of the channel."))])
    organization = SelectField(_l("In the name of"), coerce=int, default=0)
    about = TextAreaField(_l("What people read about it"))
    contact = StringField(_l("Who answers questions"))

    def offer(self, organizations: list[tuple[int, str]]) -> None:
        """Fills in what can be chosen."""
        lang = languages.chosen()
        named = [SelectChoice(code, kit.name(lang)) for code, kit in kits.kits().items()]
        self.kit.choices = [*named, SelectChoice("", _("Everything"))]
        none = SelectChoice(0, _("the authority of the area itself"))
        self.organization.choices = [none, *(SelectChoice(number, name) for number, name in organizations)]

    def validate_name(self, field: Field) -> None:
        """One line that fits a phone."""
        if not SHORTEST_NAME <= len(one_line(field.data)) <= rules.LONGEST_NAME:
            raise ValidationError(_("Between 3 and %(most)s letters.", most=rules.LONGEST_NAME))

    def values(self) -> dict[str, str]:
        """The arguments of the action by name."""
        return {
            "kit": self.kit.data, "about": clean(self.about.data or ""), "contact": one_line(self.contact.data),
        }  # fmt: skip


class ChannelMoveForm(Form):
    """The press that changes a channel."""

    verb = StringField()
