"""Numbers: how the requests of the viewer's areas stand, ward by ward and day by day; and how the desk keeps up."""

from typing import Any

from flask import request
from flask_babel import gettext as _

from connect import clock, formatting, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.cases.statistics import day_counts
from connect.moderation.blueprint import bp
from connect.moderation.statistics import clocks, wards
from connect.moderation.statistics.clocks import AreaStatistics
from connect.moderation.statistics.wards import Ward
from connect.web import Answer, open_to
from connect.web.pages.tables import csv_files, sorting

PAGE = 10
WARDS = {"need": True, "taken": True, "done": True, "share": False, "wait": True, "place": False}
WARD_KEYS = {
    "need": lambda ward: ward.level.need, "taken": lambda ward: ward.level.taken, "done": lambda ward: ward.level.done,
    "share": lambda ward: ward.share, "wait": lambda ward: ward.oldest and clock.now() - ward.oldest,
    "place": lambda ward: ward.place.folded,
}  # fmt: skip
AREAS = {
    "waiting": True, "oldest": True, "looked": True, "median": True, "p90": True, "agreed": False, "place": False,
}  # fmt: skip
AREA_KEYS = {
    "waiting": lambda one: one.backlog, "oldest": lambda one: one.oldest and clock.now() - one.oldest,
    "looked": lambda one: len(one.seconds), "median": lambda one: one.median, "p90": lambda one: one.p90,
    "agreed": lambda one: one.agreement, "place": lambda one: one.place.folded,
}  # fmt: skip


@bp.get("/numbers")
@open_to("moderator", "official", "admin")
def numbers() -> Answer:
    """The requests of the viewer's areas: the levels, two weeks of them, and each ward."""
    person = current_person()
    paths = wards.scopes(person)
    known = wards.wards(paths)
    now, order, number = wards.total(known), sorting.read(request.args, WARDS), sorting.page_number(request.args)
    shown = _ordered(known, order)[(number - 1) * PAGE : number * PAGE]
    page = web.page(
        "moderation/numbers.html",
        now=now, days=day_counts.of_areas(paths, now), order=order, number=number, size=PAGE, all=len(known),
        wards=shown, days_of=day_counts.of_wards({ward.place.id: ward.level for ward in shown}),
        label=_label(paths), **_looks(person),
    )  # fmt: skip
    return web.private(page)


@bp.get("/numbers.csv")
@open_to("moderator", "official", "admin")
def numbers_csv() -> Answer:
    """The same wards, all of them, as a file to take along, in the order of the page."""
    known = _ordered(wards.wards(wards.scopes(current_person())), sorting.read(request.args, WARDS))
    heads = [
        _("Code"), _("Ward"), _("Province"), _("still needed"), _("being helped"), _("helped"), _("Waiting since"),
    ]  # fmt: skip
    name = f"numbers-{day_counts.today():%Y-%m-%d}.csv"
    return web.private(csv_files.answer(name, heads, (_cells(ward) for ward in known)))


@bp.get("/numbers/desk")
@open_to("moderator", "official", "admin")
def numbers_desk() -> Answer:
    """How the desk of the viewer's areas keeps up; to a moderator alone also the own numbers."""
    person = current_person()
    total, below = clocks.of_areas(person)
    order, number = sorting.read(request.args, AREAS), sorting.page_number(request.args)
    page = web.page(
        "moderation/numbers_desk.html",
        total=total, below=order.put(below, AREA_KEYS, _folded)[(number - 1) * PAGE : number * PAGE], order=order,
        number=number, size=PAGE, all=len(below), mine=clocks.of_moderator(person),
        hours=[(f"{hour:02}:00", n) for hour, n in clocks.by_hour(person)], **_looks(person),
    )  # fmt: skip
    return web.private(page)


def _looks(person: Person) -> dict[str, Any]:
    """The days on which anything was looked at, with the median of minutes until then; a quiet day says nothing."""
    looks = clocks.looks(person)
    looked = [(day, median) for day, median in looks.days if median is not None]
    return {
        "lately": looks.lately, "looked_on": [day for day, _median in looked],
        "minutes": [max(1, round(median.total_seconds() / 60)) for _day, median in looked],
    }  # fmt: skip


def _ordered(known: list[Ward], order: sorting.Sorting) -> list[Ward]:
    return order.put(known, WARD_KEYS, lambda ward: ward.place.folded)


def _folded(one: AreaStatistics) -> str:
    return one.place.folded if one.place else ""


def _label(paths: list[str]) -> Any:
    """How a ward is called: its name says enough where all lie in one province."""
    provinces = {path.split("/")[2] for path in paths if path.count("/") > 2}
    whole = any(path.count("/") == 2 for path in paths)
    return (lambda place: place.name) if len(provinces) == 1 and not whole else areas.label


def _cells(ward: Ward) -> list[csv_files.Cell]:
    province = areas.ancestors(ward.place)[1].name
    since = formatting.moment(ward.oldest) if ward.oldest else None
    return [ward.place.code, ward.place.name, province, ward.level.need, ward.level.taken, ward.level.done, since]
