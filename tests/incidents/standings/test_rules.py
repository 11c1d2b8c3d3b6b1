"""What is in force where and when: by tables, and by drawn boards against a plain re-reading of all lines."""

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest
from hypothesis import given, settings, strategies as st

from connect.incidents import rules
from connect.incidents.rules import Line, Period, ServedBy, Settings, Stretch, Verb
from connect.incidents.standings import rules as standings
from connect.incidents.standings.rules import Covering, Timeline

T0 = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
WARD, PROVINCE, COUNTRY = "/VN/79/26740/", "/VN/79/", "/VN/"
USUAL = {"food": True, "rescue": False}
NOTHING = standings.unsaid(USUAL)
FOR_EVER = Period(rules.BEGINNING, rules.END)


def hours(n: float) -> datetime:
    return T0 + timedelta(hours=n)


def line(id_: int, path: str = PROVINCE, *, on: bool = True, begins: float = 0, until: float | None = None,
         verb: Verb = Verb.PLAN, **more: object) -> Line:  # fmt: skip
    ends = None if until is None else hours(until)
    return Line(id_, path, str(more.pop("utility", "food")), verb, on, hours(begins), ends, **more)  # type: ignore[arg-type]


def stands(lines: list[Line], at: float, path: str = WARD, utility: str = "food",
           incidents: dict[int, Period] | None = None) -> rules.Standing:  # fmt: skip
    here = timelines(rules.stretches(lines, incidents or {}), path).get(utility, ())
    return standings.standing(utility, here, hours(at), usual=USUAL[utility])


def timelines(stretches: list[Stretch], path: str) -> dict[str, list[Timeline]]:
    """By utility those of an area and the areas above it, the nearest first."""
    found: dict[str, list[Timeline]] = {}
    places = sorted({one.line.path for one in stretches if path.startswith(one.line.path)}, key=len, reverse=True)
    for place in places:
        here = [one for one in stretches if one.line.path == place]
        for utility in {one.line.utility for one in here}:
            found.setdefault(utility, []).append(standings.timeline(one for one in here if one.line.utility == utility))
    return found


@pytest.mark.parametrize(
    ("lines", "at", "is_on"),
    [
        ([], 0, True),
        ([line(1, on=False)], -0.1, True),
        ([line(1, on=False)], 0, False),
        ([line(1, on=False, until=2)], 1.9, False),
        ([line(1, on=False, until=2)], 2, True),
        ([line(1, on=False), line(2, on=True)], 1, True),
        ([line(1, on=True), line(2, on=False, begins=5)], 4, True),
        ([line(1, on=True), line(2, on=False, begins=5)], 5, False),
        ([line(1, on=False), line(2, on=True, begins=1, until=2)], 3, False),
        ([line(1, COUNTRY, on=False), line(2, PROVINCE)], 1, True),
        ([line(1, PROVINCE), line(2, COUNTRY, on=False)], 1, True),
        ([line(1, COUNTRY, on=False), line(2, "/VN/48/")], 1, False),
        ([line(1, COUNTRY, on=False), line(2, "/VN/7/")], 1, False),
        ([line(1, PROVINCE, until=3), line(2, COUNTRY, on=False)], 3, False),
        ([line(1, WARD, on=False), line(2, PROVINCE, on=True)], 1, False),
    ],
)
def test_the_newest_line_of_the_nearest_area_decides(lines: list[Line], at: float, is_on: bool) -> None:
    assert stands(lines, at).is_on is is_on


def test_an_added_utility_is_off_until_a_line_says_on() -> None:
    assert not stands([], 0, utility="rescue").is_on
    assert stands([line(1, utility="rescue")], 1, utility="rescue").is_on


@pytest.mark.parametrize(("at", "is_on"), [(1, False), (2, True), (3, True)])
def test_a_line_that_is_ended_sooner_is_over_then(at: float, is_on: bool) -> None:
    lines = [line(1, on=False, until=9), line(2, until=2, verb=Verb.END, about_id=1)]
    assert stands(lines, at).is_on is is_on


def test_a_plan_that_is_taken_back_never_begins() -> None:
    lines = [line(1, on=False, begins=5), line(2, until=5, verb=Verb.END, about_id=1)]
    assert stands(lines, 6).is_on


def test_an_end_that_lies_later_prolongs_nothing() -> None:
    lines = [line(1, on=False, until=3), line(2, until=8, verb=Verb.END, about_id=1)]
    assert stands(lines, 4).is_on


@pytest.mark.parametrize(("at", "confirmed", "is_on"), [(23, False, True), (24, False, False), (24, True, True)])
def test_what_one_turned_on_alone_ends_unless_a_second_confirms(at: float, confirmed: bool, is_on: bool) -> None:
    lines = [line(1, utility="rescue", verb=Verb.ON, alone_until=hours(24))]
    if confirmed:
        lines.append(line(2, utility="rescue", verb=Verb.CONFIRM, about_id=1))
    assert stands(lines, at, utility="rescue").is_on is is_on


def test_the_lines_of_an_incident_end_with_it_and_begin_with_it() -> None:
    lines = [line(1, on=False, begins=-9, incident_id=4)]
    during = {4: Period(hours(0), hours(6))}
    assert [stands(lines, at, incidents=during).is_on for at in (-1, 1, 6)] == [True, False, True]


def test_a_standing_says_since_until_when_again_and_why() -> None:
    lines = [line(1, on=False, begins=0, until=5, reason="Chưa đủ xe."), line(2, on=True, begins=5, until=8)]
    now = stands(lines, 2)
    assert (now.since, now.until, now.again_at, now.reason) == (hours(0), hours(5), hours(5), "Chưa đủ xe.")


def test_two_lines_on_end_to_end_are_one_time_of_being_on() -> None:
    lines = [line(1, utility="rescue", until=4), line(2, utility="rescue", begins=4, until=8)]
    now = stands(lines, 5, utility="rescue")
    assert (now.since, now.until, now.again_at, now.reason) == (hours(0), hours(8), None, "")


def test_when_it_goes_off_it_says_when_it_is_on_again() -> None:
    lines = [line(1, on=False, begins=3, until=6)]
    now = stands(lines, 1)
    assert (now.is_on, now.since, now.until, now.again_at) == (True, None, hours(3), hours(6))


def test_settings_are_inherited_field_by_field_and_leases_urgency_by_urgency() -> None:
    above = Settings(fresh_s=100, hotline="1022", leases_s=MappingProxyType({1: 10, 3: 30}))
    here = Settings(fresh_s=7, leases_s=MappingProxyType({3: 3}), served_by=ServedBy.RUNS)
    found = stands([line(1, COUNTRY, settings=above), line(2, settings=here)], 1).settings
    assert (found.fresh_s, found.hotline, dict(found.leases_s)) == (7, "1022", {1: 10, 3: 3})
    assert found.served_by == ServedBy.RUNS


def test_settings_of_what_is_not_in_force_are_not_inherited() -> None:
    above = line(1, COUNTRY, until=1, settings=Settings(fresh_s=100))
    assert stands([above, line(2)], 2).settings.fresh_s is None


def test_a_case_belongs_to_the_incident_that_switched_it_on_else_to_the_one_that_covers_it() -> None:
    here = timelines(rules.stretches([line(1, utility="rescue", incident_id=7)], {}), WARD)
    country = standings.piece(hours(1), NOTHING, {}, [Covering(6, FOR_EVER)], USUAL)
    province = standings.piece(hours(1), country, {}, [Covering(5, FOR_EVER), Covering(4, FOR_EVER)], USUAL)
    found = standings.piece(hours(1), province, here, (), USUAL)
    assert standings.incident_of(found, {"food", "rescue"}) == 7
    assert standings.incident_of(found, {"food"}) == 5, "the nearest area, of two the newer incident"
    coming = standings.piece(hours(1), NOTHING, {}, [Covering(3, Period(hours(2), hours(3)))], USUAL)
    assert standings.incident_of(coming, {"food"}) is None, "it has not begun"
    assert coming.period == Period(rules.BEGINNING, hours(2))


def test_a_utility_of_which_an_area_says_nothing_stands_as_above() -> None:
    above = standings.piece(hours(1), NOTHING, timelines(rules.stretches([line(1, on=False)], {}), WARD), (), USUAL)
    found = standings.piece(hours(1), above, {}, (), USUAL)
    assert found.board["food"] is above.board["food"] and found.period == above.period


# --- Drawn boards against a plain re-reading -------------------------------------------------------------------

PATHS = (COUNTRY, PROVINCE, WARD, "/VN/79/26743/", "/VN/48/")
MOMENTS = st.integers(0, 12).map(float)


@st.composite
def boards(draw: st.DrawFn) -> list[Line]:
    drawn: list[Line] = []
    for id_ in range(1, draw(st.integers(0, 9)) + 1):
        verb, about = draw(st.sampled_from(list(Verb))), draw(st.integers(1, max(1, id_ - 1)))
        more = {
            "on": draw(st.booleans()), "begins": draw(MOMENTS), "until": draw(st.none() | MOMENTS),
            "incident_id": draw(st.integers(0, 1)), "settings": Settings(fresh_s=draw(st.none() | st.integers(1, 3))),
            "alone_until": hours(draw(MOMENTS)) if verb == Verb.ON else None, "about_id": about if id_ > 1 else None,
        }  # fmt: skip
        drawn.append(line(id_, draw(st.sampled_from(PATHS)), verb=verb, **more))  # type: ignore[arg-type]
    return drawn


def reread(lines: list[Line], path: str, at: datetime, during: Period) -> tuple[bool, int | None]:
    """Whether food is on, and its freshness: by asking every line in turn, as the words of the rule say it."""

    def speaks(one: Line) -> bool:
        if one.verb in (Verb.END, Verb.CONFIRM) or at < one.starts_at or (one.ends_at and at >= one.ends_at):
            return False
        if one.incident_id == 1 and not during.starts_at <= at < during.ends_at:
            return False
        words = [other for other in lines if other.about_id == one.id]
        if any(word.verb == Verb.END and word.ends_at and at >= word.ends_at for word in words):
            return False
        alone = one.alone_until is not None and all(word.verb != Verb.CONFIRM for word in words)
        return not (alone and one.alone_until and at >= one.alone_until)

    is_on, fresh_s, decided = True, None, False
    place = path
    while place:
        here = [one for one in lines if one.path == place and speaks(one)]
        if here:
            newest = max(here, key=lambda one: one.id)
            is_on, decided = (is_on if decided else newest.is_on), True
            fresh_s = newest.settings.fresh_s if fresh_s is None else fresh_s
        place = place.rstrip("/").rpartition("/")[0]
        place = f"{place}/" if place else ""
    return is_on, fresh_s


@given(boards(), st.sampled_from(PATHS), st.integers(-1, 13), st.tuples(MOMENTS, MOMENTS))
@settings(max_examples=400, deadline=None)
def test_a_board_is_what_a_plain_rereading_says(
    lines: list[Line], path: str, at: int, span: tuple[float, float]
) -> None:
    during = Period(hours(min(span)), hours(max(span)))
    here = timelines(rules.stretches(lines, {1: during}), path)
    piece = standings.piece(hours(at), standings.unsaid({"food": True}), here, (), {"food": True})
    found = piece.board["food"]
    assert (found.is_on, found.settings.fresh_s) == reread(lines, path, hours(at), during)
    for moment in (piece.period.starts_at, piece.period.ends_at - timedelta(microseconds=1)):
        if abs(moment - T0) < timedelta(days=2):
            assert (found.is_on, found.settings.fresh_s) == reread(lines, path, moment, during)
    if found.until:
        assert reread(lines, path, found.until, during)[0] != found.is_on
        assert reread(lines, path, found.until - timedelta(microseconds=1), during)[0] == found.is_on
    if found.again_at:
        assert reread(lines, path, found.again_at, during)[0]
