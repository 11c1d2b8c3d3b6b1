"""The forms of whoever plans runs; nothing that was typed is lost."""

import re
from typing import Any, ClassVar

from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import BooleanField, SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.shopping.runs import queries, rules, words
from connect.shopping.runs.actions import Start, TeamWrong, Terms
from connect.shopping.runs.models import Run, RunTeam
from connect.shopping.windows.models import ShoppingWindow
from connect.text import one_line
from connect.web.pages.forms import FORMATS, Form, LocalMoment

CHOSEN = "chosen"  # a start that is no registered point
NAME_CHARS, PLACE_CHARS = 120, 300


class Whole(StringField):
    """A whole number as people write it: "500", "1.000", "1 000"."""

    @property
    def number(self) -> int:
        """The number that was typed; 0 where it is none, which no field takes."""
        plain = re.sub(r"[ .,]", "", one_line(str(self.data or "")))
        return int(plain) if re.fullmatch(r"[0-9]{1,6}", plain) else 0


class RunForm(Form):
    """A new run: the wards, where the teams load, and whether they come back."""

    longest: ClassVar = {"start_name": NAME_CHARS, "start_place": PLACE_CHARS}
    wards = SelectMultipleField(
        _l("Wards"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False,
    )  # fmt: skip
    start = SelectField(_l("Where the teams load"), validate_choice=False)
    start_name = StringField(_l("Name of another place, such as an office"))
    start_place = StringField(_l("Its position: a link of a map, or latitude and longitude"))
    back = BooleanField(_l("The teams come back there at the end"))

    def __init__(self, window: ShoppingWindow, **more: Any) -> None:
        super().__init__(**more)
        self.found = queries.wards_of(window)
        self.points = queries.starts_for(window)
        self.wards.choices = [SelectChoice(str(one.place.id), _ward(one)) for one in self.found]
        chosen = SelectChoice(CHOSEN, _("Another place"))
        self.start.choices = [*(SelectChoice(one.public_id, one.name) for one in self.points), chosen]
        if not self.is_submitted():
            self.wards.data = [str(one.place.id) for one in self.found]

    @property
    def ward_ids(self) -> list[int]:
        """The wards that were ticked, of those that were offered."""
        return [one.place.id for one in self.found if str(one.place.id) in (self.wards.data or ())]

    @property
    def by_province(self) -> list[tuple[str, list[Any]]]:
        """The tiles of the wards under the name of the province in which they lie, those with most orders first."""
        options = {one.data: one for one in self.wards}
        found: dict[str, list[Any]] = {}
        for one in self.found:
            found.setdefault(areas.ancestors(one.place)[1].name, []).append(options[str(one.place.id)])
        return list(found.items())

    def validate_wards(self, _field: Any) -> None:
        """Raises ValidationError where no ward is ticked."""
        if not self.ward_ids:
            raise ValidationError(_("Tick at least one ward."))

    def validate_start_place(self, field: Any) -> None:
        """Raises ValidationError where another place is chosen and no position can be read."""
        if self.point is None and lookup.position_in(field.data or "") is None:
            raise ValidationError(_("We can read no position in this. Copy the link of the place from a map."))

    def validate_start_name(self, field: Any) -> None:
        """Raises ValidationError where another place is chosen and has no name."""
        if self.point is None and not one_line(field.data):
            raise ValidationError(_("Say what this place is called."))

    @property
    def point(self) -> Any:
        """The registered point that was chosen, if one was."""
        return next((one for one in self.points if one.public_id == self.start.data), None)

    def begin(self) -> Start:
        """Where the teams load. Call after `validate`."""
        if self.point is not None:
            return Start(self.point)
        position = lookup.position_in(self.start_place.data or "")
        return Start(None, one_line(self.start_name.data)[:NAME_CHARS], position.point if position else None)


def _ward(one: queries.Ward) -> str:
    return _("%(ward)s: %(n)s orders", ward=one.place.name, n=one.orders)


def _moment(label: Any) -> LocalMoment:
    return LocalMoment(label, format=FORMATS, validators=[InputRequired(_l("Write day and hour."))])


class TeamForm(Form):
    """A team: who leads and who goes along, in what, how much it carries, from when until when."""

    leader = SelectField(_l("Leader"), validate_choice=False)
    vehicle = SelectField(
        _l("Vehicle"),
        validate_choice=False,
        choices=[SelectChoice(*one) for one in words.VEHICLES.items()],
        default="motorbike",
    )
    kg = Whole(_l("Kilograms at most"), validators=[InputRequired()], default="40")
    bags = Whole(_l("Bags at most"), validators=[InputRequired()], default="8")
    most_stops = Whole(_l("Stops at most"), validators=[InputRequired()], default="20")
    start_from = _moment(_l("Leaves from"))
    until = _moment(_l("Is done by"))
    people = SelectMultipleField(
        _l("Goes along"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), validate_choice=False,
    )  # fmt: skip

    def __init__(self, run: Run, team: RunTeam | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.offered = queries.people_for(run)
        others = [one for one in run.teams if team is None or one.id != team.id]
        busy = {one.leader_id for one in others} | {one.person_id for other in others for one in other.members}
        free = [one for one in self.offered if one.id not in busy]
        self.leader.choices = [SelectChoice(one.public_id, one.name) for one in free]
        self.people.choices = [SelectChoice(one.public_id, one.name) for one in free]

    def validate_leader(self, field: Any) -> None:
        """Raises ValidationError where nobody of those who may is chosen."""
        if self._id_of(field.data) is None:
            raise ValidationError(_("Choose who leads this team."))

    def validate_people(self, field: Any) -> None:
        """Raises ValidationError where more are ticked than go in a team."""
        if len(field.data or ()) > rules.MOST_MEMBERS + 1:
            raise ValidationError(_("At most %(most)s people go along.", most=rules.MOST_MEMBERS))

    def _id_of(self, code: object) -> int | None:
        return next((one.id for one in self.offered if one.public_id == code), None)

    def terms(self) -> Terms:
        """The terms of the team. Call after `validate`."""
        people = [found for code in self.people.data or () if (found := self._id_of(code)) is not None]
        return Terms(
            leader_id=self._id_of(self.leader.data) or 0, vehicle=self.vehicle.data or "", kg=self.kg.number,
            bags=self.bags.number, most_stops=self.most_stops.number, start_from=self.start_from.moment,
            until=self.until.moment, people=people,
        )  # fmt: skip

    def say(self, error: TeamWrong) -> None:
        """Puts what is wrong beside the fields."""
        for name, code in error.faults.items():
            self[name].errors = [words.fault(name, code)]
