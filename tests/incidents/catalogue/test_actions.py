"""Adding, changing and retiring utilities, and processes that follow."""

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db as database, formatting
from connect.accounts.models import Person
from connect.crypto.audit_log import AuditEntry
from connect.errors import Conflict, NotAllowed, RuleBroken
from connect.incidents import kinds, queries as incidents
from connect.incidents.catalogue import actions, queries, rules
from connect.incidents.catalogue.models import Utility, UtilityItem
from connect.incidents.catalogue.rules import NewItem, NewUtility
from connect.incidents.questions import queries as sets
from tests.builders import make_person, make_utility

ITEM = NewItem("anchor", "Mỏ neo", "Anchor", "piece", 1)


def _admin() -> Person:
    return make_person("admin", area="VN")


def _fill(by: Person) -> list[Utility]:
    return [
        make_utility(by, code=f"u{n}", items=(NewItem(f"thing{n}", "Đồ", "Thing", "piece", 1),))
        for n in range(len(rules.BITS))
    ]


def test_an_added_utility_is_a_kind_like_the_built_in_ones_and_off(app: Flask) -> None:
    made = make_utility(_admin())
    kind = kinds.BY_CODE["tools"]
    assert (kind.bit, kind.name("vi"), kind.is_built_in) == (64, "Mượn dụng cụ", False)
    assert kinds.KINDS[-1] is kind and kinds.ITEMS["ropes"] is kind.items[0]
    assert kinds.in_mask(64 + 1) == [kinds.BY_CODE["food"], kind]
    assert kinds.mask_of({"tools", "food"}) == 65
    board = incidents.board("/VN/79/", made.created_at)
    assert not board["tools"].is_on and board["food"].is_on


def test_bits_are_given_once_and_for_ever(app: Flask) -> None:
    by = _admin()
    made = _fill(by)
    assert [one.bit for one in made] == list(rules.BITS)
    with database.transaction():
        actions.retire(made[3], by)
    with pytest.raises(RuleBroken), database.transaction():
        actions.make(NewUtility("one_more", "key", "Nữa", "More", (ITEM,)), by)


@pytest.mark.parametrize("code", ["food", "tools"])
def test_a_code_that_is_or_was_a_utilitys_is_refused(app: Flask, code: str) -> None:
    by = _admin()
    gone = make_utility(by)
    with database.transaction():
        actions.retire(gone, by)
    with pytest.raises(RuleBroken), database.transaction():
        actions.make(NewUtility(code, "key", "Nữa", "More", (ITEM,)), by)
    assert database.session.scalar(sa.select(sa.func.count()).select_from(Utility)) == 1


@pytest.mark.parametrize("code", ["rice", "ropes"])
def test_items_have_codes_unique_over_all_utilities(app: Flask, code: str) -> None:
    by = _admin()
    made = make_utility(by)
    taken = NewItem(code, "Đồ", "Thing", "piece", 1)
    with pytest.raises(RuleBroken), database.transaction():
        actions.add_item(made, taken, by)
    with pytest.raises(RuleBroken), database.transaction():
        actions.make(NewUtility("another", "key", "Nữa", "More", (taken,)), by)


def test_of_two_who_change_the_same_the_second_is_told(app: Flask) -> None:
    by = _admin()
    made = make_utility(by)
    values = {"vi": "Dụng cụ", "en": "Tools", "icon": "key", "call_first": ""}
    with database.transaction():
        actions.revise(made, 1, values, by)
    with pytest.raises(Conflict), database.transaction():
        actions.revise(made, 1, {**values, "vi": "Khác"}, by)
    with database.transaction():
        actions.retire(made, by)
    with pytest.raises(Conflict), database.transaction():
        actions.retire(made, by)


def test_only_who_added_it_or_an_admin_of_the_country_changes_a_utility(app: Flask) -> None:
    near, far, none = (make_person(*who) for who in (("admin", "79"), ("admin", "01"), ("moderator", "VN")))
    made, whole = make_utility(near), _admin()
    with pytest.raises(NotAllowed), database.transaction():
        actions.retire(made, far)
    with pytest.raises(NotAllowed), database.transaction():
        actions.make(NewUtility("x", "key", "Đồ", "Things", (ITEM,)), none)
    with database.transaction():
        actions.add_item(made, ITEM, near)
        actions.retire(made, whole)


def test_what_is_retired_is_shown_where_it_was_and_offered_nowhere(app: Flask) -> None:
    by = _admin()
    made = make_utility(by)
    with database.transaction():
        actions.retire_item(made.items[0], by)
    queries.catch_up()
    assert [item.code for item in kinds.BY_CODE["tools"].items] == ["ladders"]
    assert kinds.item("ropes").name("en") == "Ropes"
    with database.transaction():
        actions.retire(made, by)
    queries.catch_up()
    assert "tools" not in [kind.code for kind in kinds.KINDS]
    assert kinds.kind("tools").name("vi") == "Mượn dụng cụ" and kinds.in_mask(64)[0].code == "tools"


def test_a_template_brings_in_what_is_missing_and_then_nothing(app: Flask) -> None:
    by = _admin()
    flood = rules.templates()["flood"]
    with database.transaction():
        made = actions.bring_in(flood, by)
    assert [(one.code, one.bit) for one in made] == [
        ("rescue", 64), ("transport", 128), ("shelter", 256), ("clean_water", 512), ("clean_up", 1024),
    ]  # fmt: skip
    queries.catch_up()
    assert kinds.BY_CODE["rescue"].call_first == ("112", "114")
    assert dict(kinds.BY_CODE["rescue"].leases_s)[3] == 1200
    assert [pack.of for pack in kinds.ITEMS["tap_water"].packs] == [20, 500]
    with database.transaction():
        assert set(actions.publish_questions(flood, by)) == {
            "rescue",
            "transport",
            "shelter",
            "clean_water",
            "clean_up",
        }
    before = _version()
    with database.transaction():
        assert actions.publish_questions(flood, by) == []
        assert actions.bring_in(flood, by) == []
        assert actions.bring_in(rules.templates()["typhoon"], by) == []
    assert _version() == before


def _version() -> int:
    return int(database.session.execute(sa.text("SELECT version FROM catalogue_version")).scalar_one())


def test_each_change_is_one_line_of_the_log(app: Flask) -> None:
    by = _admin()
    made = make_utility(by)
    with database.transaction():
        item = actions.add_item(made, ITEM, by)
        actions.revise_item(item, 1, ITEM, by)
        actions.retire_item(database.session.get_one(UtilityItem, item.id), by)
        actions.retire(made, by)
    said = database.session.scalars(sa.select(AuditEntry).where(AuditEntry.about == f"utility {made.id}"))
    assert [one.what for one in said.all()] == [
        "utility_made", "item_made", "item_changed", "item_retired", "utility_retired",
    ]  # fmt: skip


# --- Following ----------------------------------------------------------------------------------------------


def test_a_process_asks_at_most_every_five_seconds(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [1000.0], []
    monkeypatch.setattr(queries.time, "monotonic", lambda: now[0])
    real = queries.catch_up
    monkeypatch.setattr(queries, "catch_up", lambda: (asked.append(now[0]), real()))
    queries.begin_anew()
    for second in (0, 1, 4.9, 5.1, 6, 10.3):
        now[0] = 1000 + second
        queries.keep_up()
    assert asked == [1000.0, 1005.1, 1010.3]


def test_what_is_not_known_yet_is_a_new_item_and_never_fails(app: Flask) -> None:
    make_utility(_admin())
    queries.begin_anew()
    assert "tools" not in kinds.BY_CODE
    assert kinds.item("ropes").name("vi") == "Mục mới" and kinds.kind("tools").name("en") == "New item"
    assert [kind.name("vi") for kind in kinds.in_mask(65)] == ["Lương thực, thực phẩm", "Mục mới"]
    queries.keep_up()
    assert kinds.item("ropes").name("vi") == "Dây thừng"


def test_words_that_were_remembered_are_asked_again_when_names_change(app: Flask) -> None:
    said = formatting.kept(lambda code: kinds.item(code).name("vi"))
    with app.test_request_context():
        assert said("ropes") == "Mục mới"
        make_utility(_admin())
        assert said("ropes") == "Dây thừng"


def test_an_older_look_at_the_catalogue_undoes_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_utility(_admin())
    monkeypatch.setattr(queries, "_NOW", "SELECT 0")
    queries.catch_up()
    assert "tools" in kinds.BY_CODE


def test_while_the_storage_fails_pages_go_on_with_what_is_known(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make_utility(_admin())
    monkeypatch.setattr(queries, "_NOW", "SELECT version FROM nothing_there")
    queries.ask_soon()
    queries.keep_up()
    assert "tools" in kinds.BY_CODE


def test_an_edit_keeps_what_was_retired_meanwhile(app: Flask) -> None:
    by = _admin()
    made = make_utility(by)
    with database.transaction():
        actions.retire_item(made.items[0], by)
    queries.catch_up()
    assert [one.code for one in kinds.holding({"ropes"})[-1].items] == ["ladders", "ropes"]
    assert [one.code for one in kinds.holding({"rice"})[-1].items] == ["ladders"]
    with database.transaction():
        actions.retire(made, by)
    queries.catch_up()
    assert [one.code for one in kinds.holding({"ropes"})[-1].items] == ["ropes"]
    assert kinds.holding(set()) == kinds.KINDS


def test_an_admin_of_a_province_publishes_the_questions_of_a_template_for_that_province(app: Flask) -> None:
    by = make_person("admin", area="79")
    flood = rules.templates()["flood"]
    with database.transaction():
        actions.bring_in(flood, by)
    with database.transaction():
        actions.publish_questions(flood, by)
    (choice,) = sets.choices("rescue", "/VN/79/")
    assert (choice.owner, choice.questions) == ("Thành phố Hồ Chí Minh", 8)
    assert sets.choices("rescue", "/VN/01/") == []
