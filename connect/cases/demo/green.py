"""Wards of the demo in which little, half, most or all was helped, so that the map has every shade."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from connect import clock, db
from connect.accounts.demo.people import Cast
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.cases import actions
from connect.cases.asking import posting
from connect.cases.asking.request_details import Location
from connect.cases.demo import wave as invented
from connect.cases.green import queries
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.registry.demo_data import PLACES, Wave

NEEDS = {"rice": 5}
PLAN = ((6, 1), (4, 3), (3, 5), (1, 7), (0, 6))  # of each ward how many still wait, and how many were helped


def fill(wave: Wave) -> None:
    """Fills wards where nobody has asked so far, each in another measure."""
    for (waiting, helped), (province, ward) in zip(PLAN, _empty_wards(wave.get(Cast)), strict=False):
        for number in range(waiting + helped):
            _one(wave, province, ward, f"demo-green-{ward.code}-{number}", helped=number >= waiting)


def _empty_wards(cast: Cast) -> Iterator[tuple[str, Place]]:
    """Wards without requests whose middle counts for them, with the code of their province."""
    for province in PLACES:
        wards = cast.wards[province]
        found = queries.of_areas(wards)
        for ward in wards:
            public = actions.public_place(ward.point, NEEDS, False)
            if not found[ward.id].all and areas.ward_at(public.centre) == ward:
                yield province, ward


def _one(wave: Wave, province: str, ward: Place, key: str, *, helped: bool) -> None:
    dice, cast = wave.dice, wave.get(Cast)
    at = wave.now - timedelta(hours=dice.uniform(20, 60))
    with clock.told(at):
        told = replace(invented.details(dice, PLACES[province][0]), needs=NEEDS, urgency=1)
        draft = posting.draft(told, Location(ward.point, "ward", None, ward), form_key=key, lang="vi")
        case = db.session.get_one(Case, posting.post(draft, posting.placement_of(draft)).case_id)
        moderators = cast.moderators.get(province)
        if moderators and case.state == "pending_review":
            actions.approve(case, Actor(moderators[0]), "Đã gọi lại.")
    if helped and case.state == "open":
        invented.help_case(dice, case, cast.helpers[province], "helped", at, wave.now)
        if case.state == "open":  # every helper is full
            actions.withdraw(case)
