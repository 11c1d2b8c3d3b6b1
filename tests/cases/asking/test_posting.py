"""A post is worked out before the writers' turn; what another did in between still counts."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db, geo
from connect.cases.asking import posting, public_location
from connect.cases.duplicates import queries as duplicates
from connect.cases.duplicates.models import CaseKey
from connect.cases.models import Case, CaseEvent, CaseSecret
from connect.cases.screening import flags as screening
from tests.builders import BEN_THANH, details, location, phone, post_case, prepared


def neighbouring() -> geo.Point:
    """A point in the next cell of the same resolution."""
    near = geo.rings(geo.parent_of(geo.cell_of(BEN_THANH), public_location.CITY_WARD), 1)
    own = geo.parent_of(geo.cell_of(BEN_THANH), public_location.CITY_WARD)
    return next(geo.centre_of(cell) for cell in near if cell != own)


def test_a_browser_that_holds_the_earlier_link_keeps_the_cell_of_its_phone(app: Flask) -> None:
    number, other = phone(), phone()
    first, _ = post_case(phone=number)
    where = location(neighbouring())

    def cell(phone: str, own: set[int]) -> int:
        return prepared(details(phone=phone), where, form_key="k", own=own)[1].public.cell

    assert cell(number, {first.id}) == first.cell
    assert cell(number, set()) == cell(other, {first.id}) == cell(other, set()) != first.cell


def test_two_drafts_of_one_phone_at_once_count_each_other(make_app: Callable[..., Flask]) -> None:
    with make_app(moderation="peer_to_peer", asks_per_phone_day=1).app_context():
        told = details()
        drafts = [prepared(told, location(), form_key=f"k{n}") for n in range(2)]
        with db.transaction():
            posted = [posting.post(*ready).case_id for ready in drafts]
        assert [db.session.get_one(Case, one).state for one in posted] == ["open", "pending_review"]
        db.session.remove()


def test_two_posts_of_one_phone_in_the_same_instant_count_each_other(make_app: Callable[..., Flask]) -> None:
    if not db_is_postgres():
        pytest.skip("SQLite has one writer")
    app = make_app(moderation="peer_to_peer", asks_per_phone_day=1)
    with app.app_context():
        told = details()
        first, second = (prepared(told, location(), form_key=f"k{n}") for n in range(2))
        with ThreadPoolExecutor(1) as other:
            with db.transaction() as session:
                posted = [posting.post(*first).case_id]
                coming = other.submit(_post_apart, app, second)
                while not (coming.done() or session.scalar(_SOMEBODY_WAITS)):
                    pass
            posted.append(coming.result())
        assert [db.session.get_one(Case, one).state for one in posted] == ["open", "pending_review"]
        db.session.remove()


def db_is_postgres() -> bool:
    return bool(os.environ.get("DATABASE_URL"))


_SOMEBODY_WAITS = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


def _post_apart(app: Flask, ready: tuple[posting.Draft, posting.Placement]) -> int:
    """By another connection."""
    with app.app_context(), db.transaction():
        return posting.post(*ready).case_id


def test_a_draft_whose_form_arrived_in_between_leads_to_that_case(app: Flask) -> None:
    told, where = details(), location()
    drafts = [prepared(told, where, form_key="one") for _ in range(2)]
    posted = []
    for ready in drafts:
        with db.transaction():
            posted.append(posting.post(*ready))
    assert posted[0] == posted[1]


@pytest.mark.parametrize("over", [{}, {"reporter_name": "Mai", "reporter_phone": "+84987654321"}, {"door": ""}])
def test_the_keys_of_a_draft_are_those_of_the_stored_case(app: Flask, over: dict[str, str]) -> None:
    case, _ = post_case(**over)
    stored = {row.hash for row in db.session.query(CaseKey).filter_by(case_id=case.id)}
    secret = db.session.get_one(CaseSecret, case.id)
    assert stored == duplicates.keys_of(duplicates.telling_of(case, secret))


def test_a_flag_of_the_draft_holds_the_case_and_stands_in_its_history(app: Flask) -> None:
    draft, placement = prepared(details(), location(), form_key="k", flags=["many_from_device"])
    assert placement.state == "pending_review"
    assert "many_from_device" in placement.flags
    with db.transaction():
        case = db.session.get_one(Case, posting.post(draft, placement).case_id)
    assert (case.state, screening.flags_on(case)) == ("pending_review", list(placement.flags))


def test_what_was_typed_is_worked_out_once_although_others_came_first(
    make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    with make_app(moderation="peer_to_peer").app_context():
        number, where = phone(), location(neighbouring())
        first, _ = post_case(phone=number)
        before, told = first.cell, details(phone=number)
        draft, placement = prepared(told, where, form_key="k", own={first.id})
        post_case(phone=number)
        coarse = public_location.place_of(geo.parent_of(before, public_location.SENSITIVE))
        with db.transaction() as session:
            moved = {"cell": coarse.cell, "cell_res": coarse.resolution}
            session.execute(sa.update(Case).where(Case.id == first.id).values(moved))
        alone = prepared(told, where, form_key="k")[1].public.cell
        for name in ("draft", "_identity", "telling_of"):
            monkeypatch.setattr(posting, name, None)
        with db.transaction():
            case = db.session.get_one(Case, posting.post(draft, placement).case_id)
        assert placement.public.cell == before
        assert case.cell == alone != before
        assert db.session.get_one(CaseSecret, case.id).form_hash == draft.identity
        db.session.remove()


def test_a_flag_stands_once_in_the_history_although_the_draft_was_placed_twice(make_app: Callable[..., Flask]) -> None:
    with make_app(moderation="peer_to_peer", asks_per_phone_day=1).app_context():
        number = phone()
        post_case(phone=number)
        ready = prepared(details(phone=number), location(), form_key="k")
        post_case(phone=number)
        with db.transaction():
            case = posting.post(*ready).case_id
        reasons = sa.select(CaseEvent.reason).where(CaseEvent.case_id == case, CaseEvent.verb == "flag")
        assert list(db.session.scalars(reasons)) == ["many_from_phone"]
        db.session.remove()
