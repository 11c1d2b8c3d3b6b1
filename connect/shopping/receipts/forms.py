"""The form of a receipt: one picture."""

import os

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, FileField
from wtforms.validators import ValidationError

from connect import config
from connect.web.pages.forms import Form, Needed


class ReceiptForm(Form):
    """A picture of the receipt."""

    picture = FileField(_l("Picture of the receipt (JPEG, PNG or WebP)"), [Needed()])

    def validate_picture(self, field: Field) -> None:
        """Raises ValidationError where there is none, or one that is larger than the setting."""
        size = field.data.stream.seek(0, os.SEEK_END) if field.data else 0
        most = config.current().max_upload_mb
        if not size:
            raise ValidationError(_("Choose a picture first."))
        field.data.stream.seek(0)
        if size > most * 1024**2:
            raise ValidationError(_("This picture is larger than %(mb)s MB. Choose a smaller one.", mb=most))
