"""Deleting what is personal: by her own hand or by the clock, at once, once, and nothing else with it."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock as now, config, db
from connect.accounts import queries as accounts
from connect.cases import actions, export, jobs, queries, wiping
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.map import cell_counts
from connect.cases.models import Case, CaseSecret
from connect.cases.transitions import THE_CLOCK, Actor
from connect.errors import RuleBroken
from connect.registry import retention
from connect.registry.cli import retention_command
from tests.builders import make_case, make_person, post_case, take
from tests.visit import Visit

PERSONAL = ("Nguyễn Thị Lan", "Số 12 hẻm 45", "Nhà hết gạo", "Còn nửa ký", "10.7722", "106.6983")


def everything(table: str) -> str:
    """All rows of a table as the database keeps them."""
    return str(db.session.execute(sa.text(f"SELECT * FROM {table}")).all())


def names(table: type[db.Base]) -> set[str]:
    """The columns of a table, as attributes."""
    return {column.key.removesuffix("_sealed") for column in sa.inspect(table).column_attrs}


def told_case() -> tuple[Case, str]:
    """A case with talk and a look at the contact in it."""
    case, token = post_case()
    moderator = Actor(make_person("moderator"))
    with db.transaction():
        actions.approve(case, moderator)
        actions.answer(case, "Còn nửa ký, gọi Nguyễn Thị Lan")
        disclosures.reveal(case_view.of(case, moderator), "hỏi Nguyễn Thị Lan")
    return case, token


def test_every_secret_column_has_its_fate() -> None:
    columns = names(CaseSecret)
    said = {*wiping.WIPED, *wiping.STAYS, "lat", "lon", "area_id", "phone_hash"}
    assert columns == said, "say in cases.actions what becomes of the column when a case is wiped"


def test_nothing_personal_is_left_and_the_counts_stay(app: Flask) -> None:
    case, _ = told_case()
    phone, phone_hash = actions.secret_of(case).phone, actions.secret_of(case).phone_hash
    before = (case.kinds, case.cell, case.people, case.wanted, len(case.needs))
    with db.transaction():
        assert wiping.wipe(case)
    db.session.expire_all()
    kept = everything("case_secrets") + everything("case_events") + everything("disclosures")
    told = str(export.of_case(case))
    assert not [one for one in (*PERSONAL, phone, phone_hash) if one in kept + told]
    secret = actions.secret_of(case)
    assert (secret.lat, secret.lon, secret.area_id) == (case.lat, case.lon, case.area_id)
    assert (secret.name, secret.vulnerable, secret.reporter_phone, secret.accuracy_m) == ("", 0, None, None)
    assert (case.kinds, case.cell, case.people, case.wanted, len(case.needs)) == before
    assert [event.verb for event in queries.history(case)] == ["post", "approve", "answer", "withdraw", "wipe"]
    with db.transaction():
        assert cell_counts.recount() == 0


def test_it_is_done_once(app: Flask) -> None:
    case = make_case("withdrawn")
    with db.transaction():
        assert wiping.wipe(case)
    first = actions.secret_of(case).wiped_at
    with db.transaction():
        assert not wiping.wipe(case)
    assert actions.secret_of(case).wiped_at == first


@pytest.mark.parametrize(
    ("state", "becomes"),
    [("open", "withdrawn"), ("claimed", "withdrawn"), ("helped", "unconfirmed"), ("confirmed", "confirmed")],
)
def test_what_was_given_stays_counted_and_what_was_open_ends(app: Flask, state: str, becomes: str) -> None:
    case = make_case(state)
    with db.transaction():
        wiping.wipe(case)
    assert (case.state, queries.live_claim(case)) == (becomes, None)


def test_a_wiped_case_cannot_come_back_and_shows_no_contact(app: Flask) -> None:
    case, moderator = make_case("expired"), Actor(make_person("moderator"))
    with db.transaction():
        wiping.wipe(case, THE_CLOCK)
    with db.transaction(), pytest.raises(RuleBroken):
        actions.still_needed(case)
    with db.transaction(), pytest.raises(RuleBroken):
        disclosures.reveal(case_view.of(case, moderator), "to ask")


# --- The clock ---------------------------------------------------------------------------------------------


def done(dry_run: bool = False) -> dict[str, int]:
    """What the night has wiped: every sort of every feature of which there was something."""
    found = retention.run(dry_run=dry_run)
    assert set(jobs.SORTS) < set(found)
    return {name: number for name, number in found.items() if number}


def wiped(*cases: Case) -> list[bool]:
    db.session.expire_all()
    return [actions.secret_of(case).wiped_at is not None for case in cases]


def test_each_sort_is_kept_as_long_as_promised_and_no_longer(app: Flask, clock: Any) -> None:
    ended = [make_case(state) for state in ("confirmed", "withdrawn", "expired")]
    refused, unseen, alive = make_case("rejected"), make_case("pending_review"), make_case("claimed")
    clock.forward(days=6, hours=23)
    assert done() == {}
    clock.forward(hours=2)
    due = {"unapproved": 1, "unseen": 1}
    assert done(dry_run=True) == due == done(dry_run=True)
    assert wiped(refused, unseen) == [False, False]
    assert done() == due
    assert wiped(refused, unseen, alive, *ended) == [True, True, False, False, False, False]
    assert (unseen.state, unseen.reason) == ("rejected", "unseen")
    clock.forward(days=7)
    assert done() == {"ended": 3}
    assert done() == {}
    assert wiped(alive, *ended) == [False, True, True, True]


def test_it_goes_by_batches_and_on_after_one_that_fails(
    app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [make_case("withdrawn") for _ in range(5)]
    clock.forward(days=15)
    monkeypatch.setattr(jobs, "BATCH", 2)
    real = wiping.wipe

    def stumbles(case: Case, by: Actor) -> bool:
        if case.id == cases[2].id:
            raise RuleBroken
        return real(case, by)

    monkeypatch.setattr(wiping, "wipe", stumbles)
    assert retention.run()["ended"] == 4
    monkeypatch.setattr(wiping, "wipe", real)
    assert retention.run()["ended"] == 1
    assert wiped(*cases) == [True] * 5


def test_who_still_needs_help_in_the_last_moment_is_not_wiped(app: Flask, clock: Any) -> None:
    case = make_case("expired")
    clock.forward(days=15)
    before = now.now() - retention.length("keep_personal_days")
    due = list(db.session.scalars(jobs._outlived_ids("ended", before)))
    with db.transaction():
        actions.still_needed(case)
    assert due == [case.id]
    assert jobs._wipe("ended", before, case.id) == 0
    assert wiped(case) == [False]


def test_the_command_counts_or_does(app: Flask, clock: Any) -> None:
    make_case("withdrawn")
    clock.forward(days=15)
    run = app.test_cli_runner()
    assert '"ended": 1' in run.invoke(retention_command, ["--dry-run"]).output
    assert '"ended": 1' in run.invoke(retention_command).output
    assert '"ended": 0' in run.invoke(retention_command, ["--dry-run"]).output


# --- Her own hand ------------------------------------------------------------------------------------------


def test_her_download_holds_every_column_and_her_talk(visit: Visit) -> None:
    case, token = told_case()
    take(case, make_person(name="Lê Văn Hùng", verified=True))
    answer = visit.get("cases.mine_download", token=token)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="connect-{case.public_id}.json"'
    told = answer.json
    assert told is not None
    for table, part, inner in (
        (CaseSecret, "personal", {"case_id", "area_id", "sibling_id"}),  # told by code in "sent_with"
        (Case, "request", {"id", "area_id", "duplicate_of_id"}),
    ):
        assert names(table) - inner <= set(told[part])
    assert told["personal"]["name"] == "Nguyễn Thị Lan"
    assert [event["note"] for event in told["history"] if event["note"]] == ["Còn nửa ký, gọi Nguyễn Thị Lan"]
    assert [look["reason"] for look in told["contact_shown_to"]] == ["hỏi Nguyễn Thị Lan"]
    assert [helper["name"] for helper in told["helpers"]] == ["Lê Văn Hùng"]
    assert {need["item"] for need in told["needs"]} == {"rice", "milk"}
    assert any(str(config.current().keep_personal_days) in line for line in told["consent"]["text"])


def test_she_deletes_her_data_after_being_asked_once_more(visit: Visit) -> None:
    case, token = told_case()
    assert wiped(case) == [False]
    assert "Không thể hoàn tác" in visit.get("cases.mine_delete", token=token).text
    assert wiped(case) == [False]
    visit.post("cases.mine_delete", token=token)
    page = visit.follow().text
    assert "Đã xóa lúc" in page
    assert "Nguyễn Thị Lan" not in page
    assert wiped(case) == [True]
    for endpoint in ("cases.mine_download", "cases.mine_edit", "cases.mine_withdraw", "cases.mine_delete"):
        visit.get(endpoint, 422, token=token)
    visit.post("cases.mine_do", token=token, verb="withdraw")
    assert 'role="alert"' in visit.follow().text


def test_a_stranger_without_the_link_neither_reads_nor_deletes(visit: Visit) -> None:
    case, token = told_case()
    wrong = "a" * 26
    visit.get("cases.mine_download", 404, token=wrong)
    visit.post("cases.mine_delete", status=404, token=wrong)
    assert visit.client.post(f"/cases/mine/{token}/delete").status_code == 400  # no token of a form
    assert wiped(case) == [False]


def test_a_desk_can_still_open_a_wiped_case(visit: Visit) -> None:
    case, _ = told_case()
    with db.transaction():
        wiping.wipe(case)
    visit.as_(make_person("moderator")).get("moderation.review", public_id=case.public_id)


def test_a_helpers_download_holds_what_she_took_and_saw_and_no_keys(visit: Visit) -> None:
    helper = make_person(name="Lê Văn Hùng", verified=True)
    case = make_case("claimed", helper=helper)
    with db.transaction():
        disclosures.reveal(case_view.of(case, Actor(helper)), "to deliver")
    answer = visit.as_(helper).get("accounts.download")
    assert answer.headers["Cache-Control"] == "no-store"
    told = answer.json
    assert told is not None
    assert told["account"]["phone"] == helper.phone
    assert [one["request"] for one in told["requests_taken"]] == [case.public_id]
    assert [one["request"] for one in told["contacts_shown_to_you"]] == [case.public_id]
    assert told["roles"][0]["role"] == "volunteer"
    assert accounts.sessions(helper)[0].token_hash not in answer.text
    assert actions.secret_of(case).phone not in answer.text
