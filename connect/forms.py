"""What every form of the site is made of; the forms themselves are their features'."""

from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import CombinedMultiDict


class Needed:
    """Marks a field that must be filled in, where a rule of the form checks it and no validator of the field."""

    field_flags: ClassVar[dict[str, bool]] = {"needed": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Checks nothing."""


class Form(FlaskForm):
    """Every form of the site. An empty one guards a lone button. It reads forms only, never JSON."""

    class Meta(FlaskForm.Meta):
        """Where the fields come from."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """The posted fields and files, whatever the sender says that the body is."""
            if formdata is _Auto and form.is_submitted():
                return CombinedMultiDict((request.files, request.form))
            return None if formdata is _Auto else formdata
