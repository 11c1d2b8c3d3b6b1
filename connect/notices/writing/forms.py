"""The part of the form that says where a notice holds: a circle round a ward, or an outline, and their wards."""

from collections.abc import Callable, Sequence
from typing import ClassVar, NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import ValidationError

from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.areas.queries import Place
from connect.errors import NotFound
from connect.geo import Point
from connect.notices import rules
from connect.notices.writing import outlines
from connect.notices.writing.outlines import Trouble
from connect.text import clean, folded, one_line
from connect.web.pages.forms import Form

MOST_NAMED = 4
EVERY_WARD = 10_000  # the best of a common name can lie outside the official's areas
TROUBLES = {
    Trouble.UNREADABLE: _l("These are no points. Write each as latitude,longitude, such as 21.03,105.85."),
    Trouble.MANY: _l("An outline has at most %(most)s points. Draw it with fewer.", most=outlines.MOST_POINTS),
    Trouble.SWAPPED: _l("Latitude and longitude are swapped: write 21.03,105.85 and not 105.85,21.03."),
    Trouble.FOREIGN: _l("A point lies outside Vietnam. Take it back, or draw the outline anew."),
    Trouble.FEW: _l("An outline needs at least three points."),
    Trouble.OPEN: _l("The outline is open. Close it: its last point is its first."),
    Trouble.CROSSING: _l("The outline crosses itself. Take points back until no side meets another."),
}


class Drawn(NamedTuple):
    """A drawing: as text, to be compared, and as it is kept; with the wards that it means."""

    mark: str
    outline: list[list[float]] | None
    circle: list[float] | None
    wards: list[Place]


class AreaForm(Form):
    """Where a notice holds. `shown` is what was drawn when its wards were last listed."""

    longest: ClassVar = {"outline": outlines.MOST_LETTERS, "shown": outlines.MOST_LETTERS + 100}
    circle_ward = StringField(_l("A circle round the ward"))
    circle_km = StringField(_l("How many kilometres around its centre"))
    outline = TextAreaField(_l("Points of the outline"))
    shown = StringField()
    scopes: Sequence[str] = ()  # set by the view: the areas that the official answers for
    areas: Sequence[Place] = ()  # set by the view: those that are ticked

    def validate_outline(self, field: Field) -> None:
        """One that is closed, simple and of here, and means wards of the official's own."""
        if not clean(field.data or ""):
            return
        points, trouble = outlines.read(clean(field.data))
        if trouble:
            raise ValidationError(str(TROUBLES[trouble]))
        self._check_own(
            lambda place: outlines.outline_means(points, place.point, place.km2),
            lambda place: not outlines.is_far(points, place.point) and outlines.holds(points, place.point),
        )

    def validate_circle_ward(self, field: Field) -> None:
        """The name of one ward."""
        if not one_line(field.data):
            if one_line(self.circle_km.data):
                raise ValidationError(_("Which ward is in the middle of the circle?"))
            return
        found = _named(one_line(field.data), self.scopes)
        if not found:
            raise ValidationError(_("No ward that you answer for has that name."))
        if len(found) > 1:
            names = " · ".join(areas.label(place) for place in found[:MOST_NAMED])
            raise ValidationError(_("Which one? Write its name in full: %(names)s", names=names))

    def validate_circle_km(self, field: Field) -> None:
        """A radius, and a circle that stays within the official's own areas."""
        if not one_line(self.circle_ward.data):
            return
        km = outlines.kilometres(one_line(field.data))
        if km is None:
            least, most = outlines.SHORTEST_KM, outlines.FARTHEST_KM
            raise ValidationError(_("A number between %(least)s and %(most)s.", least=least, most=f"{most:.0f}"))
        if circle := _circle(one_line(self.circle_ward.data), km, self.scopes):
            self._check_own(lambda place: outlines.circle_means(circle, place.point, place.km2),
                            lambda place: outlines.circle_means(circle, place.point, 0))  # fmt: skip

    def _check_own(self, means: Callable[[Place], bool], holds: Callable[[Place], bool]) -> None:
        """Refuses what means no ward of the official's, or holds the centre of another's."""
        own = areas.wards_below(self.scopes)
        ids = {place.id for place in own}
        beyond = next((one for one in areas.wards_below([""]) if one.id not in ids and holds(one)), None)
        if beyond is not None:
            name = areas.label(beyond)
            raise ValidationError(_("It reaches beyond the areas you answer for, to %(name)s.", name=name))
        count = sum(map(means, own))
        if not count:
            raise ValidationError(_("No ward that you answer for lies in it."))
        if count > rules.MOST_AREAS:
            raise ValidationError(
                _("%(count)s wards lie in it, and a notice takes %(most)s. Tick whole provinces instead.",
                  count=count, most=rules.MOST_AREAS)
            )  # fmt: skip

    def drawn(self) -> Drawn:
        """The drawing; nothing of it where it does not fit. After validation."""
        return _drawn(self._mark(), self.scopes)

    def fits(self) -> bool:
        """Whether what was drawn can be used; the rest of the form is not looked at."""
        checks = (type(self).validate_outline, type(self).validate_circle_ward, type(self).validate_circle_km)
        fields = (self.outline, self.circle_ward, self.circle_km)
        return all([field.validate(self, [check]) for field, check in zip(fields, checks, strict=True)])  # noqa: C419

    def list_wards(self) -> bool:
        """Ticks the wards of what was drawn; whether that changes anything: they had not been listed yet.

        Wards of an earlier drawing go, unless this one means them too.
        """
        mark = self._mark()
        if mark == (self.shown.data or ""):
            return False
        before, now = _drawn(self.shown.data or "", self.scopes).wards, self.drawn().wards
        gone = {place.id for place in before} - {place.id for place in now}
        self.areas = list(dict.fromkeys([*(place for place in self.areas if place.id not in gone), *now]))
        self.shown.data = mark
        return True

    def _mark(self) -> str:
        """The drawing as it is compared: the outline, the code of the ward, the kilometres."""
        found = outlines.read(clean(self.outline.data or ""))
        outline = outlines.written(found.points) if found.trouble is None else ""
        wards, km = _named(one_line(self.circle_ward.data), self.scopes), outlines.kilometres(self.circle_km.data or "")
        circle = f"{wards[0].code}|{km}" if len(wards) == 1 and km else "|"
        return mark_of(outline, circle)


def mark_of(outline: str, circle: str) -> str:
    """A drawing as it is compared; "" where nothing was drawn."""
    return f"{outline}|{circle}" if outline or circle != "|" else ""


def _drawn(mark: str, scopes: Sequence[str]) -> Drawn:
    text, _bar, rest = mark.partition("|")
    points, trouble = outlines.read(text)
    code, _bar, km = rest.partition("|")
    ring, circle = None if trouble else points, _circle_of(code, outlines.kilometres(km))
    wards = [place for place in areas.wards_below(scopes) if _is_meant(place, ring, circle)] if ring or circle else []
    return Drawn(mark, ring, circle, wards[: rules.MOST_AREAS])


def _is_meant(place: Place, ring: outlines.Ring | None, circle: Sequence[float] | None) -> bool:
    return (ring is not None and outlines.outline_means(ring, place.point, place.km2)) or (
        circle is not None and outlines.circle_means(circle, place.point, place.km2)
    )


def _circle(name: str, km: float, scopes: Sequence[str]) -> list[float] | None:
    found = _named(name, scopes)
    return _circle_of(found[0].code, km) if len(found) == 1 else None


def _circle_of(code: str, km: float | None) -> list[float] | None:
    """[lat, lon, km] round the centre of a ward; None where one of the two is missing."""
    try:
        place = areas.get(code)
    except NotFound:
        return None
    return [round(place.lat, 5), round(place.lon, 5), km] if km else None


def _named(text: str, scopes: Sequence[str]) -> list[Place]:
    """The wards of one's own that a typed name means, the likeliest first; one that is named in full stands alone."""
    found = [hit.place for hit in lookup.search(text, EVERY_WARD, wards_only=True)] if text else []
    own = [place for place in found if rules.covers(scopes, [place.path])]
    exact = [place for place in own if folded(text) in (folded(areas.label(place)), folded(place.name))]
    return exact or own


def filled(outline: list[list[float]] | None, circle: Sequence[float] | None) -> dict[str, str]:
    """The values of the form for what a notice keeps; its wards stand in its areas already."""
    text = outlines.written(outline) if outline else ""
    ward = areas.ward_at(Point(circle[0], circle[1])) if circle else None
    km = f"{circle[2]:g}" if circle else ""
    shown = mark_of(text, f"{ward.code}|{circle[2]}" if ward and circle else "|")
    return {"outline": text, "circle_ward": areas.label(ward) if ward else "", "circle_km": km, "shown": shown}
