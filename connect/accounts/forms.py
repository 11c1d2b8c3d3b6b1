"""Forms about people and their organisations."""

from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    PasswordField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, ValidationError

from connect.accounts import rules
from connect.accounts.sign_in.current_session import current_person
from connect.accounts.words import KINDS, PASSWORD_TROUBLES
from connect.text import clean, one_line, phone_to_e164
from connect.web.pages.forms import Form

LONGEST_SECRET = 1000  # looked at, to say in the words of a password that it is too long
LONGEST_ADDRESS = 2000  # of a page to go back to
LONGEST_ANSWER = 16_000  # of a passkey, with a certificate of its maker
LONGEST_LINE = 200  # typed characters, before cleaning; more than that is not a name or a phone


class PhoneField(StringField):
    """A phone as people write it; `e164` is what it means, or None."""

    @property
    def e164(self) -> str | None:
        """The number as it is kept."""
        return phone_to_e164(clean(self.data or "")) if len(self.data or "") <= LONGEST_LINE else None

    def pre_validate(self, form: Any) -> None:
        """It must be a number that exists somewhere."""
        if self.data and self.e164 is None:
            raise ValidationError(_l("This is not a phone number we can read. Write it like 0912 345 678."))


def _chars(field: Field, limits: tuple[int, int], message: Any) -> None:
    """The cleaned text must have letters and be of a fitting length."""
    text = one_line(field.data)
    if not limits[0] <= len(text) <= limits[1] or not any(c.isalnum() for c in text):
        raise ValidationError(message)


def _good_password(field: Field, phone: str | None) -> None:
    trouble = rules.password_trouble(field.data, phone)
    if trouble:
        raise ValidationError(PASSWORD_TROUBLES[trouble])


class SignInForm(Form):
    """Phone and password. Whether they belong together is not the form's matter."""

    longest: ClassVar = {"password": LONGEST_SECRET, "next": LONGEST_ADDRESS}
    phone = PhoneField(_l("Phone"), validators=[InputRequired(_l("Write your phone number."))])
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Write your password."))])
    next = HiddenField()

    def validate_password(self, field: Field) -> None:
        """Nothing longer than a password can be is hashed."""
        if len(field.data) > rules.PASSWORD_CHARS[1]:
            raise ValidationError(PASSWORD_TROUBLES["long"])


class SignUpForm(Form):
    """A volunteer's account."""

    longest: ClassVar = {"name": rules.NAME_CHARS[1], "password": LONGEST_SECRET}
    name = StringField(_l("Your name"), validators=[InputRequired(_l("Write the name that neighbours know you by."))])
    phone = PhoneField(_l("Phone"), validators=[InputRequired(_l("Write your phone number."))])
    password = PasswordField(_l("Password"), validators=[InputRequired(_l("Choose a password."))])
    read = BooleanField(
        _l("I have read what is kept and why"),
        validators=[InputRequired(_l("Please read what is kept about you, then tick the box."))],
    )

    def validate_name(self, field: Field) -> None:
        """A name with letters in it."""
        _chars(field, rules.NAME_CHARS, _l("Write a name of 2 to 80 characters."))

    def validate_password(self, field: Field) -> None:
        """Not short, not the phone, not what everybody takes."""
        _good_password(field, self.phone.e164)


class PasswordForm(Form):
    """A new password, and the old one to show who asks."""

    longest: ClassVar = {"current": LONGEST_SECRET, "password": LONGEST_SECRET}
    current = PasswordField(_l("Your password now"), validators=[InputRequired(_l("Write your password."))])
    password = PasswordField(_l("New password"), validators=[InputRequired(_l("Choose a password."))])

    def validate_current(self, field: Field) -> None:
        """Nothing longer than a password can be is hashed."""
        if len(field.data) > rules.PASSWORD_CHARS[1]:
            raise ValidationError(PASSWORD_TROUBLES["long"])

    def validate_password(self, field: Field) -> None:
        """Not short, not the phone, not what everybody takes."""
        _good_password(field, current_person().phone)


class EraseForm(Form):
    """The password, to show who asks for the account to be erased."""

    longest: ClassVar = {"current": LONGEST_SECRET}
    current = PasswordField(_l("Your password now"), validators=[InputRequired(_l("Write your password."))])
    validate_current = PasswordForm.validate_current


class PhoneCodeForm(Form):
    """The code that was sent to the phone of the account."""

    code = StringField(_l("The code from the message"), validators=[InputRequired(_l("Write the six digits."))])


class OrganizationForm(Form):
    """An organisation as it introduces itself."""

    longest: ClassVar = {"name": rules.ORGANIZATION_NAME_CHARS[1], "about": rules.ABOUT_CHARS}
    name = StringField(_l("Name"), validators=[InputRequired(_l("Write the name of the organisation."))])
    kind = SelectField(
        _l("Kind"),
        choices=[SelectChoice(*kind) for kind in KINDS.items()],
        validators=[InputRequired()],
        validate_choice=False,
    )
    area = SelectField(_l("Where it works"), validators=[InputRequired()], validate_choice=False)
    phone = PhoneField(
        _l("Phone of the organisation"),
        description=_l("Shown to everybody, so that people can ask whether you are who you say."),
        validators=[InputRequired(_l("Write the organisation's phone number."))],
    )
    about = TextAreaField(_l("What you do"), description=_l("Two or three sentences. Shown to everybody."))

    def validate_name(self, field: Field) -> None:
        """A name with letters in it."""
        _chars(field, rules.ORGANIZATION_NAME_CHARS, _l("Write a name of 3 to 120 characters."))

    def validate_kind(self, field: Field) -> None:
        """One of the list."""
        if field.data not in rules.ORGANIZATION_KINDS:
            raise ValidationError(_l("Choose what kind of organisation it is."))

    def validate_area(self, field: Field) -> None:
        """One of the list."""
        if field.data not in {choice.value for choice in self.area.choices}:
            raise ValidationError(_l("Choose where the organisation works."))

    def validate_about(self, field: Field) -> None:
        """Not a book."""
        if len(clean(field.data or "")) > rules.ABOUT_CHARS:
            raise ValidationError(_l("Write at most 1,000 characters."))


class WhoForm(Form):
    """One person, named by the code on the page of the account, or by phone."""

    who = StringField(_l("Code or phone"), validators=[InputRequired(_l("Write the code or the phone number."))])
    sure = HiddenField()


class CodeForm(Form):
    """One person, named by the code on the page of the account."""

    code = StringField(
        _l("Code of the person"),
        description=_l("Eight letters and figures; everybody finds their own on the page “My account”."),
        validators=[InputRequired(_l("Write the code."))],
    )


class FactorForm(Form):
    """A code, or the password of somebody who has no second factor."""

    code = StringField(_l("Code"), validators=[InputRequired(_l("Write the code."))])

    def validate_code(self, field: Field) -> None:
        """Nothing longer than a password can be is looked at."""
        if len(field.data) > rules.PASSWORD_CHARS[1]:
            raise ValidationError(PASSWORD_TROUBLES["long"])


class PasskeyForm(Form):
    """The answer of a passkey to a challenge, as JSON."""

    longest: ClassVar = {"answer": LONGEST_ANSWER}
    answer = HiddenField(validators=[InputRequired()])
