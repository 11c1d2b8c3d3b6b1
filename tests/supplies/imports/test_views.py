"""A list of places is brought in: columns, check, decisions, writing, and the same file again."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import clock, db
from connect.areas import queries as areas
from connect.errors import Conflict
from connect.supplies import goods, transitions
from connect.supplies.exports.rules import COLUMNS as EXPORTED
from connect.supplies.imports import files, jobs, queries, reading, rules, views, writing
from connect.supplies.imports.models import Decision, Outcome, Stage, SupplyImport
from connect.supplies.models import SupplyEvent, SupplyGood, SupplyPoint
from connect.supplies.queries import history
from connect.supplies.rules import By, Verb
from tests.builders import make_person, make_point
from tests.statements import statements_of
from tests.visit import Visit

HEAD = ["Mã", "Tên", "Loại", "Phường", "Vĩ độ", "Kinh độ", "SĐT", "Giờ mở cửa", "Hàng", "Thanh toán"]
GOOD = ["1", "Chợ Bến Thành", "chợ", "", "10.7722", "106.6983", "0901234567", "Mo-Su 05:00-18:00; PH off",
        "rice:plenty:20000 eggs", "tiền mặt, chuyển khoản"]  # fmt: skip
WARD = ["2", "Bếp Hoa Mai", "bếp", "Phường Bến Thành", "", "", "", "", "", ""]
BAD = ["3", "", "sạp", "Phường Không Có", "", "", "12", "25:00-26:00", "gold", "vàng"]
FAR = ["4", "Ở ngoài biển", "chợ", "Phường Bến Thành", "9.5", "107.9", "", "", "", ""]


def file(*rows: list[str]) -> bytes:
    """The rows as a CSV file, below the headings."""
    made = io.StringIO()
    csv.writer(made).writerows([HEAD, *rows])
    return made.getvalue().encode()


def begun(data: bytes, source: str = "Sở Công Thương") -> SupplyImport:
    """An import for the city, checked."""
    lines, person = reading.lines(data), make_person("official", "79")
    columns = rules.guessed(lines[0].cells)
    with db.transaction():
        made = writing.begin(lines, source, areas.get("79"), person, columns)
        writing.check_anew(made, columns)
    jobs.go_on_importing()
    return db.session.get_one(SupplyImport, made.id)


def written(found: SupplyImport) -> SupplyImport:
    """The same, written."""
    with db.transaction():
        writing.write(db.session.get_one(SupplyImport, found.id))
    jobs.go_on_importing()
    db.session.expire_all()
    return db.session.get_one(SupplyImport, found.id)


def points() -> list[SupplyPoint]:
    """All points."""
    return list(db.session.scalars(sa.select(SupplyPoint).order_by(SupplyPoint.id)))


def test_rows_are_checked_and_nothing_is_written_before_somebody_says_so(app: Flask) -> None:
    found = begun(file(GOOD, WARD, BAD, FAR, GOOD))
    assert queries.counts(found) == {"new": 2, "bad": 3} and found.stage == Stage.CHECKED and not points()
    bad, far, twice = queries.rows(found, Outcome.BAD)
    assert [one[:2] for one in bad.troubles] == [
        ["name", "empty"], ["kind", "kind"], ["phone", "phone"], ["opening_hours", "no_time"], ["pays", "pays"],
    ]  # fmt: skip
    assert far.troubles[0][:2] == ["lat", "too_far"] and twice.troubles == [["outside_id", "twice", {"row": 2}]]


def test_what_is_written_is_as_the_row_says_and_the_same_file_again_changes_nothing(app: Flask) -> None:
    done = written(begun(file(GOOD, WARD)))
    market, kitchen = points()
    assert (done.stage, done.written) == (Stage.DONE, 2)
    assert (market.name, market.outside_id, market.hours, market.phone, market.exact, market.pays) == (
        "Chợ Bến Thành", "1", "Mo-Su 05:00-18:00; PH off", "+84901234567", True, 3,
    )  # fmt: skip
    assert market.hours_from and not market.phone_shown and not kitchen.exact and kitchen.address is None
    goods = {one.item: (one.level.value, one.price) for one in db.session.scalars(sa.select(SupplyGood))}
    assert goods == {"rice": ("plenty", 20_000), "eggs": ("some", None)} and market.goods
    before = [(one.version, one.said_at) for one in points()]
    again = written(begun(file(GOOD, WARD)))
    assert queries.counts(again) == {"same": 2} and again.written == 0
    assert [(one.version, one.said_at) for one in points()] == before
    assert db.session.scalar(sa.select(sa.func.count()).select_from(SupplyEvent)) == 2


def test_a_row_that_changed_changes_its_point_and_an_owner_goes_before_it(app: Flask) -> None:
    written(begun(file(GOOD, WARD)))
    over = [*GOOD]
    over[7], over[1], over[6] = "Mo-Su 06:00-17:00", "Chợ Bến Thành mới", "0907654321"
    market, owner = points()[0], make_person()
    with db.transaction():
        db.session.get_one(SupplyPoint, points()[1].id).owner_id = owner.id
    changed = written(begun(file(over, [*WARD[:1], "Bếp khác", *WARD[2:]])))
    db.session.refresh(market)
    assert (market.hours, market.name, market.phone) == ("Mo-Su 06:00-17:00", over[1], "+84907654321")
    assert changed.written == 1 and points()[1].name == WARD[1]
    assert queries.counts(changed) == {"same": 1, "owned": 1}


def test_a_place_that_may_be_there_waits_for_a_decision(app: Flask) -> None:
    there = make_point(name="Chợ Bến Thành", kind="market")
    row = ["", *GOOD[1:4], str(there.lat + 0.0009), str(there.lon), *GOOD[6:]]
    found = begun(file(row))
    assert queries.counts(found) == {"doubt": 1} and queries.rows(found, Outcome.DOUBT)[0].point_id == there.id
    assert written(found).written == 0, "nobody has decided"
    with db.transaction():
        writing.decide(found, {2: Decision.SAME})
    assert written(found).written == 1 and len(points()) == 1 and points()[0].hours == GOOD[7]
    other = begun(file(["", *GOOD[1:4], str(there.lat + 0.0001), str(there.lon), "", *GOOD[7:]]))
    with db.transaction():
        writing.decide(other, {2: Decision.OTHER})
    assert written(other).written == 1 and len(points()) == 2
    far = begun(file(["", *GOOD[1:4], str(there.lat + 0.0045), str(there.lon), "", *GOOD[7:]]))
    assert queries.counts(far) == {"new": 1}, "500 m away is another place"


def test_a_batch_costs_as_many_statements_whatever_it_has_and_a_chain_of_one_name_is_told_apart(app: Flask) -> None:
    branches = [["", "Bách hóa 24", "tạp hóa", "", str(10.77 + n * 0.002), str(106.69), *[""] * 4] for n in range(12)]
    sent = []
    for rows in (branches[:2], branches):
        found = begun(file(*rows))
        with statements_of(app) as said:
            written(found)
        sent.append(len(said))
    assert len(points()) == 12 and sent[1] <= sent[0] + 1
    moved = [[*one[:4], str(float(one[4]) + 0.0012), *one[5:]] for one in branches]
    assert queries.counts(begun(file(*moved))) == {"doubt": 12}, "130 m from its own branch, 90 m from the next"


def test_a_list_of_which_every_row_changed_costs_as_many_statements_whatever_it_has(app: Flask) -> None:
    sent = []
    for number in (2, 12):
        rows = [
            [f"{number}-{n}", f"Chợ số {n}", *GOOD[2:6], f"09{number:02}00{n:04}", *GOOD[7:]] for n in range(number)
        ]
        written(begun(file(*rows)))
        changed = begun(
            file(*([one[0], f"{one[1]} mới", *one[2:8], "eggs:out milk:some:30000", one[9]] for one in rows))
        )
        with statements_of(app) as said:
            assert written(changed).written == number
        sent.append(len(said))
    assert sent[1] <= sent[0] + 1
    last = points()[-1]
    levels = {one.item: (one.level.value, one.price, one.said_at == last.said_at) for one in last.items}
    assert levels == {"rice": ("plenty", 20000, False), "eggs": ("out", None, True), "milk": ("some", 30000, True)}
    assert last.goods == goods.mask_of(["rice", "milk"]) and last.version == 2 and last.name == "Chợ số 11 mới"
    said_of_it = [(one.verb.value, sorted(one.detail)) for one in history(last)]
    assert said_of_it == [("say", ["goods", "import"]), ("edit", ["changed", "import"]), ("register", ["import"])]


def test_of_two_rows_for_one_point_the_later_holds_and_who_is_faster_than_a_batch_is_not_overwritten(
    app: Flask,
) -> None:
    there = make_point(name="Chợ Bến Thành", kind="market", phone="+84901234567")
    found = begun(file(["", "Chợ A", *GOOD[2:]], ["", "Chợ B", *GOOD[2:]]))
    with db.transaction():
        writing.decide(found, {2: Decision.SAME, 3: Decision.SAME})
    assert written(found).stage == Stage.DONE and [one.name for one in points()] == ["Chợ B"]
    with pytest.raises(Conflict), db.transaction():
        transitions.hold({there.id: 1})
    seen = transitions.Change(there.id, 1, there.state, {"name": "Chợ cũ"}, {})
    with pytest.raises(Conflict), db.transaction():
        transitions.move_all([seen], Verb.EDIT, By.IMPORT)
    assert points()[0].name == "Chợ B"


def test_an_import_may_stop_anywhere_and_goes_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "CHECKED_AT_ONCE", 2)
    monkeypatch.setattr(writing, "WRITTEN_AT_ONCE", 2)
    found = begun(file(*([str(n), f"Chợ số {n}", *WARD[2:]] for n in range(5))))
    with db.transaction():
        writing.write(db.session.get_one(SupplyImport, found.id))
    jobs.batches(found.id, 1)
    assert len(points()) == 2
    jobs.go_on_importing()
    assert len(points()) == 5 and db.session.get_one(SupplyImport, found.id).written == 5


def test_an_export_comes_in_again_as_it_went_out(app: Flask) -> None:
    assert set(rules.COLUMNS) <= {*EXPORTED, "phone_shown"} and rules.guessed(EXPORTED)["outside_id"] == 2
    assert rules.guessed(HEAD) == {
        "outside_id": 0, "name": 1, "kind": 2, "ward": 3, "lat": 4, "lon": 5, "phone": 6, "opening_hours": 7,
        "goods": 8, "pays": 9,
    }  # fmt: skip


def test_an_official_sends_a_file_looks_and_writes(app: Flask, visit: Visit) -> None:
    visit.as_(make_person("official", "79"))
    sent: dict[str, Any] = {"source": "Sở", "area": "79", "file": (io.BytesIO(file(GOOD, BAD)), "a.csv")}
    visit.post("supplies.imports", sent)
    assert "Vĩ độ" in visit.follow().text
    found = db.session.scalar(sa.select(SupplyImport))
    assert found is not None
    columns = {name: str(number) for name, number in found.columns.items()}
    for wrong in ("1", "9" * 5000):
        visit.post("supplies.imports_columns", {**columns, "kind": wrong}, status=422, public_id=found.public_id)
    visit.post("supplies.imports_columns", columns, public_id=found.public_id)
    page = visit.follow().text
    assert "Không phải số điện thoại" in page or "không phải số điện thoại" in page
    visit.post("supplies.imports_write", public_id=found.public_id)
    assert [one.name for one in points()] == [GOOD[1]]
    visit.as_(make_person("official", "79"))
    visit.get("supplies.imports_one", status=404, public_id=found.public_id)


def test_a_large_file_lies_sealed_until_the_worker_reads_it_and_the_page_looks_again_by_itself(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "READ_AT_ONCE", 10)
    official = make_person("official", "79")
    visit.as_(official)

    def sent(data: bytes) -> SupplyImport:
        visit.post("supplies.imports", {"source": "Sở", "area": "79", "file": (io.BytesIO(data), "a.csv")})
        assert visit.follow().headers["Refresh"]
        return queries.of_person(official)[0]

    found = sent(file(GOOD, BAD))
    page = visit.get("supplies.imports_one", public_id=found.public_id, still=1)
    assert "Refresh" not in page.headers and found.stage == Stage.READING
    (lying,) = files.folder().iterdir()
    assert GOOD[1].encode() not in lying.read_bytes()
    jobs.go_on_importing()
    db.session.refresh(found)
    assert (found.stage, found.head, sum(queries.counts(found).values())) == (Stage.COLUMNS, HEAD, 2)
    assert not list(files.folder().iterdir()) and not jobs.read(found.id)
    none = sent(b"only,a,head" + b"\n" * 20)
    jobs.go_on_importing()
    assert "Không có dòng nào" in visit.get("supplies.imports_one", public_id=none.public_id).text
    lost = sent(file(GOOD))
    for left in files.folder().iterdir():
        left.unlink()
    jobs.go_on_importing()
    db.session.refresh(lost)
    assert lost.refused == ["gone", {}]
    files.put_down(b"x", "nobody")
    assert jobs.sweep_files() == 0, "its row may be on its way"
    with clock.told(clock.now() + timedelta(hours=2)):
        assert jobs.sweep_files() == 1


@pytest.mark.parametrize(
    ("name", "data"), [("a.xlsx", b"PK\x03\x04 no zip"), ("a.xls", b"\xd0\xcf\x11\xe0"), ("a.csv", b"\xff\xfe\x00"),
                       ("a.csv", b"only,a,head\n"), ("a.csv", b"")],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_with_what_to_do(app: Flask, visit: Visit, name: str, data: bytes) -> None:
    visit.as_(make_person("official", "79"))
    visit.post("supplies.imports", {"source": "Sở", "area": "79", "file": (io.BytesIO(data), name)}, status=422)
    assert db.session.scalar(sa.select(SupplyImport)) is None
