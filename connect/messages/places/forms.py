"""The form of a place of meeting: it checks a post and loses nothing that was typed."""

from typing import ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, HiddenField, StringField
from wtforms.validators import ValidationError

from connect.areas import queries as areas
from connect.areas.place_told import PlaceTold
from connect.messages.places.rules import LONGEST, Place
from connect.text import clean, one_line
from connect.web.pages.forms import Form, Needed

PLACE_TEXT = 300


class PlaceForm(PlaceTold, Form):
    """A place in words, and if one likes as a point on the map or a ward."""

    longest: ClassVar[dict[str, int]] = {"words": LONGEST, "place_text": PLACE_TEXT}

    words = StringField(
        _l("Where do you meet? In words"), [Needed()], filters=[lambda text: one_line(clean(text or ""))]
    )
    lat = HiddenField()
    lon = HiddenField()
    accuracy = HiddenField()
    place_by = HiddenField()
    place_text = StringField(_l("Ward, commune or address"))
    ward = HiddenField(_l("Ward or commune"))
    key = HiddenField()

    def validate_words(self, field: Field) -> None:
        """Needed: whoever sees no map finds the place by its words."""
        if not field.data:
            raise ValidationError(_("Say it in words too, such as: the gate of the pagoda."))
        if len(field.data) > LONGEST:
            raise ValidationError(_("At most %(most)s characters.", most=LONGEST))

    def validate_ward(self, field: Field) -> None:
        """A point, where there is one, is possible; a ward, where there is one, is known."""
        point = self.point()
        if field.data:
            self.chosen_ward()
        elif point is None and one_line(self.place_text.data):
            raise ValidationError(_("Press Find and choose one of the wards, or leave the field empty."))

    def place(self) -> Place:
        """The place. Call after `validate`."""
        point, ward = self.point(), self.ward.data or ""
        if point is not None and not ward:
            ward = next((place.code for _metres, place in areas.nearest_wards(point)), "")
        return Place(self.words.data or "", ward, point)
