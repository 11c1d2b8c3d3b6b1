"""The form of a receipt: one picture."""

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, FileField
from wtforms.validators import ValidationError

from connect.pictures import sizes
from connect.web.pages.forms import Form, Needed


class ReceiptForm(Form):
    """A picture of the receipt."""

    picture = FileField(_l("Picture of the receipt (JPEG, PNG or WebP)"), [Needed()])

    def validate_picture(self, field: Field) -> None:
        """Raises ValidationError where there is none, or one that is larger than the setting."""
        if not field.data or not sizes.size_of(field.data):
            raise ValidationError(_("Choose a picture first."))
        if most := sizes.exceeded(field.data):
            raise ValidationError(_("This picture is larger than %(mb)s MB. Choose a smaller one.", mb=most))
