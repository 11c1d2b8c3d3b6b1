"""The form of the picture of a point."""

from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field
from wtforms.validators import ValidationError

from connect.pictures import sizes
from connect.web.pages.forms import Form, Needed


class PictureForm(Form):
    """One picture, chosen on the phone."""

    picture = FileField(_l("Picture"), validators=[Needed()])

    def validate_picture(self, field: Field) -> None:
        """A file, and not larger than the setting."""
        if not field.data:
            raise ValidationError(_("Choose a picture."))
        if most := sizes.exceeded(field.data):
            raise ValidationError(_("This picture is larger than %(mb)s MB. Choose a smaller one.", mb=most))
