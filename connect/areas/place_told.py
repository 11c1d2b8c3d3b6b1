"""A place as forms are told it: by the phone's position, a tap on the map or typing, and always with its ward."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from wtforms import Field
from wtforms.validators import ValidationError

from connect import geo, lazy_import
from connect.areas import positions, queries
from connect.areas.names import lookup
from connect.areas.positions import Position
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.text import one_line

if TYPE_CHECKING:
    from connect.areas.geocoding import area_names
else:
    area_names = lazy_import.module("connect.areas.geocoding.area_names")  # loads geopy

WARDS = ("ward", "commune", "special_zone")
OFFERED = 8  # wards to choose from


class PlaceTold:
    """The part of a form that tells a place. The form has the fields, and the component `place` shows them."""

    lat: Field
    lon: Field
    place_by: Field
    place_text: Field
    ward: Field

    def chosen_ward(self) -> Place:
        """The ward that was chosen; ValidationError in words when it is none."""
        try:
            ward = queries.get(self.ward.data or "")
        except NotFound as error:
            raise ValidationError(
                _("Find and choose your ward, so that helpers nearby can see the request.")
            ) from error
        if ward.kind not in WARDS or ward.ended:
            raise ValidationError(_("Choose a ward or commune, not a whole province."))
        return ward

    def typed_position(self) -> Position | None:
        """The position that was typed or pasted where the place is asked for."""
        return lookup.position_in(one_line(self.place_text.data))

    def point(self) -> geo.Point | None:
        """The position: typed, else as it was sent; None without one; ValidationError when it cannot be right."""
        typed = self.typed_position()
        return typed.point if typed else self.sent_point()

    def sent_point(self) -> geo.Point | None:
        """The position as the browser sent it; see `point`."""
        if not (self.lat.data or self.lon.data):
            return None
        try:
            point = geo.Point(float(self.lat.data or ""), float(self.lon.data or ""))
        except ValueError as error:
            raise ValidationError(_("This position cannot be right. Choose your ward instead.")) from error
        if not geo.in_vietnam(point):
            raise ValidationError(_("This position lies outside Vietnam. Choose your ward instead."))
        return point

    def told_by(self) -> str:
        """How the point was told: position, map or address."""
        if self.typed_position():
            return "address"
        return self.place_by.data if self.place_by.data in ("position", "map", "address") else "position"

    def only_a_link(self) -> bool:
        """Whether a link was typed that does not say its place by itself."""
        return positions.is_link(one_line(self.place_text.data)) and self.typed_position() is None

    def wards_offered(self) -> list[Place]:
        """The wards to choose from: the chosen one, those around the position, those that the typed text may mean."""
        found: dict[str, Place] = {}
        if self.ward.data and (chosen := _known(self.ward.data)):
            found[chosen.code] = chosen
        try:
            point = self.point()
        except ValueError:
            point = None
        if point is not None:
            found |= {ward.code: ward for _metres, ward in queries.nearest_wards(point)}
        text = one_line(self.place_text.data)
        if text and self.typed_position() is None and not positions.is_link(text):
            found |= {one["code"]: queries.get(one["code"]) for one in area_names.candidates(text)}
        return list(found.values())[:OFFERED]


def _known(code: str) -> Place | None:
    try:
        place = queries.get(code)
    except NotFound:
        return None
    return place if place.kind in WARDS else None
