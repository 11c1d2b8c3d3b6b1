"""The ground of every form of the site; the forms themselves are their features'."""

from datetime import UTC, datetime
from typing import Any, ClassVar, NamedTuple

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Field
from wtforms.fields import DateTimeLocalField
from wtforms.validators import StopValidation, ValidationError

from connect import config
from connect.errors import RuleBroken
from connect.text import clean, one_line, phone_to_e164
from connect.web import compat, request_sizes


class Fits:
    """Says that a text is too long, and how long it is, before anything else looks at it."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, _form: Any, field: Field) -> None:
        """Raises StopValidation with both numbers."""
        sent = field.raw_data[0] if field.raw_data else ""
        if isinstance(sent, str) and (trouble := too_long(field.name, sent, self.most)):
            raise StopValidation(trouble)


def too_long(name: str, sent: str, most: int) -> str | None:
    """The message on a text with more than so many characters, as it is kept; None when it fits."""
    cut = getattr(request.form, "cut", {}).get(name)
    count = cut or len(clean(sent)) if len(sent) > most else 0
    if count <= most:
        return None
    if cut:
        return _(
            "This has %(count)s characters; only the first %(kept)s are kept here. At most %(most)s can be sent: "
            "please shorten it.", count=count, kept=len(sent), most=most,
        )  # fmt: skip
    return _("This has %(count)s characters. At most %(most)s can be sent: please shorten it.", count=count, most=most)


def typed(name: str, most: int) -> str:
    """The text of a field that belongs to no form, as it is kept; RuleBroken with its length when it is too long."""
    sent = request.form.get(name, "")
    if trouble := too_long(name, sent, most):
        raise RuleBroken(trouble)
    return clean(sent)


class ErrorAt(NamedTuple):
    """A sentence on something wrong that is no field, with the id of where it stands on the page."""

    at: str
    text: object


class Needed:
    """Marks a field that must be filled in, where a rule of the form checks it and no validator of the field."""

    field_flags: ClassVar[dict[str, bool]] = {"needed": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Checks nothing."""


class Form(FlaskForm):
    """Every form of the site. An empty one guards a lone button. It reads forms only, never JSON."""

    longest: ClassVar[dict[str, int]] = {}  # characters of a field; of any other `request_sizes.LINE_CHARS`

    class Meta(FlaskForm.Meta):
        """Where the fields come from."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The posted fields and files, whatever the sender says that the body is."""
            if formdata is compat.NOT_GIVEN and form.is_submitted():
                return CombinedMultiDict((request.files, request.form))
            return None if formdata is compat.NOT_GIVEN else formdata

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        request_sizes.allow(cls.longest)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, field in compat.fields_of(self).items():
            field.validators = (Fits(self.longest.get(name, request_sizes.LINE_CHARS)), *field.validators)


# A browser's own field sends the first, some with seconds; where it is a plain text field, people type the others.
FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%H:%M %d/%m/%Y"]


class LocalMoment(DateTimeLocalField):
    """A moment typed in the site's zone; `moment` is the same in UTC."""

    @property
    def moment(self) -> datetime:
        """In UTC. Call after validation."""
        zone = config.zone()
        assert self.data is not None  # noqa: S101 - for the type checker; the field is required
        return self.data.replace(tzinfo=zone).astimezone(UTC)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in words what it could not read."""
        try:
            super().process_formdata([one_line(one) for one in valuelist])
        except ValueError as error:
            raise ValueError(_("This is not a date and time. Write it like 24/11/2026 08:00.")) from error
        if self.data and not 2000 < self.data.year < 2100:
            self.data: datetime | None = None
            raise ValueError(_("This is not a date and time. Write it like 24/11/2026 08:00."))


class OptionalMoment(LocalMoment):
    """A moment that may be left out."""

    @property
    def moment_if_any(self) -> datetime | None:
        """In UTC, or None where the field was left empty. Call after validation."""
        return self.moment if self.data else None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Says in words what it could not read; nothing typed is no moment."""
        super().process_formdata([typed for typed in valuelist if one_line(typed)])


def phone_of(field: Field) -> str:
    """The phone of a field as E.164; ValidationError in words when it cannot be one."""
    found = phone_to_e164(one_line(field.data))
    if found is None:
        raise ValidationError(_("This is not a phone number we can read. Write it like 0912 345 678."))
    return found
