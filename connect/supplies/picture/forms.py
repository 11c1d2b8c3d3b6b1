"""The form of the picture of a point."""

import os

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field
from wtforms.validators import ValidationError

from connect import config
from connect.web.pages.forms import Form, Needed


class PictureForm(Form):
    """One picture, chosen on the phone."""

    picture = FileField(_l("Picture"), validators=[Needed()])

    def validate_picture(self, field: Field) -> None:
        """A file, and not larger than the setting."""
        if not field.data:
            raise ValidationError(_("Choose a picture."))
        size_mb, most = field.data.stream.seek(0, os.SEEK_END) / 1024**2, config.current().max_upload_mb
        field.data.stream.seek(0)
        if size_mb > most:
            raise ValidationError(_("This picture is larger than %(mb)s MB. Choose a smaller one.", mb=most))
