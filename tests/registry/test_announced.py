"""Whatever a feature announces is heard: the app imports each module that registers something."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

from flask import Flask

from connect import db
from connect.accounts import actions as accounts
from connect.areas import queries as areas
from connect.cli import sweep_command
from connect.jobs import queue
from connect.registry import commands, front_page, navigation, retention
from tests.builders import make_person
from tests.visit import Visit
from tools import house

LISTS = ("connect.registry", "connect.jobs.queue")
DEMO = "demo"  # named to the registry by each feature, and loaded by the command alone


def announces(tree: ast.AST) -> bool:
    """Whether a module announces something when it is imported: it asks one of the lists, outside of any function."""
    return any(name.startswith(LISTS) for name, _ in house.imported(tree))


def test_four_entries_and_more_stand_on_a_phone_five_on_a_desk_and_none_is_lost(app: Flask, visit: Visit) -> None:
    official = make_person("official", area="79")
    with db.transaction():
        accounts.grant(official, "volunteer", area=areas.get("79"))
    visit.as_(official)
    page = visit.get("home.front").text
    nav = page[page.index("<nav") : page.index("</nav>")]
    row, more = nav.split("<details>")
    first_on_phones, wide = row.count("<li>"), row.count("<a ")
    assert (first_on_phones + 1, wide + 1) == (navigation.FIT, navigation.FIT_WIDE), "those that stay, and more"
    only_on_phones = row.count('<li class="spare">')
    assert more.count('<li class="seen-wide">') == only_on_phones and more.count("<li>") > 0
    assert more.count("<a ") == more.count("<li") and "incidents/mine" not in more


def test_every_module_that_announces_something_is_loaded_with_the_app(tmp_path: Path) -> None:
    there = {one.name for one in house.modules() if announces(one.tree) and DEMO not in one.name.split(".")}
    code = "import sys; from connect import app, cli; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=house.ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    lost = there - set(ran.stdout.split())
    assert not lost, f"import {sorted(lost)} in the feature.py of its feature"


def test_the_check_finds_a_module_that_announces() -> None:
    assert announces(ast.parse("from connect.jobs.queue import nightly"))
    assert not announces(ast.parse("from connect.jobs import clock_guard"))


def test_entries_and_parts_stand_in_their_order(app: Flask) -> None:
    assert [one.endpoint for one in navigation.ENTRIES] == [
        "cases.nearby", "cases.ask", "supplies.finding", "notices.feed", "cases.mine_list", "offers.mine",
        "advice.queue", "cases.taken", "moderation.queue", "supplies.desk", "notices.mine", "incidents.mine",
        "shopping.windows",
    ]  # fmt: skip
    assert [one.order for one in front_page.PARTS] == sorted(one.order for one in front_page.PARTS)
    with app.test_request_context("/"):
        assert [one.endpoint for one in navigation.links()] == [
            "cases.nearby", "cases.ask", "supplies.finding", "notices.feed", "cases.mine_list",
        ]  # fmt: skip


def test_whoever_is_signed_in_has_the_entries_of_a_role_in_the_place_of_a_strangers(visit: Visit) -> None:
    text = visit.as_(make_person("volunteer")).get("home.front").text
    nav = text[text.index("<nav") : text.index("</nav>")]
    assert re.findall(r'<a href="([^"]+)"', nav) == [
        "/cases/nearby", "/supplies/", "/notices/", "/offers/", "/cases/taken",
    ]  # fmt: skip


def test_an_entry_of_a_page_that_this_site_lacks_is_left_out(app: Flask) -> None:
    navigation.entry("nowhere.at_all", "map-pin", "?", order=1)
    try:
        with app.test_request_context("/"):
            assert "nowhere.at_all" not in [one.endpoint for one in navigation.links()]
    finally:
        navigation.ENTRIES.pop(0)


def test_the_worker_has_the_jobs_of_every_feature() -> None:
    """Those of the desk were in no list once, so that nobody forgot who had reported."""
    names = {one.run.__name__ for one in queue._periodic}
    assert {"connect_moderation_jobs_hide_reported", "connect_registry_retention_run"} <= names
    assert "reporters" in retention.RULES


def test_commands_of_features_are_known_by_their_names() -> None:
    assert {"person", "areas", "bait", "breach"} <= {str(one.name) for one in commands.COMMANDS}


def test_a_sweep_by_hand_does_what_the_worker_does_each_minute(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(sweep_command)
    assert answer.exit_code == 0, answer.output
    done = json.loads(answer.output)
    assert set(done) == {
        "shopping.gathering.let_go_what_is_over", "shopping.gathering.end_what_is_over",
        "cases.sweep", "cases.guard_visits", "cases.compare", "cases.remind", "cases.statistics.count_days",
        "cases.clinical.guard_advice", "cases.drill.delete_drills", "cases.clinical.call_again",
        "cases.map.keep_areas", "cases.word.tell_ending", "deliveries.sending.sweep", "deliveries.receipts.work_off",
        "moderation.hide_reported", "notices.begin", "notices.following.digest", "notices.following.forget_asked",
        "notices.list_forgotten", "notices.drill.delete_notices_of_drills",
        "notices.officials.ask_ending", "notices.sources.ask_sources",
        "shopping.orders.keeping.decide_silent_lines", "shopping.orders.keeping.tell_of_windows",
        "shopping.orders.keeping.keep_awaited",
        "offers.keeping.expire_offers", "offers.keeping.remind_givers", "offers.loans.keeping.remind_holders",
        "shopping.windows.repeat_windows",
        "shopping.runs.solving.keep_up", "shopping.runs.solving.solve",
        "stories.feed.list_forgotten", "stories.pictures.sweep_pictures",
        "supplies.hours.roll_hours", "supplies.imports.go_on_importing",
        "supplies.freshness.remind_owners", "supplies.keeping.fade_points", "supplies.keeping.wake_points",
    }  # fmt: skip
    assert done["cases.sweep"] == {"lapse": 0, "close": 0, "expire": 0}
