"""Every route says who may call it, and its name leads to its file."""

from pathlib import Path

import pytest
from flask import Flask

from tests.privacy.who_may import WHO

ROOT = Path(__file__).resolve().parents[1]
NO_TEMPLATE = {"static"}


def routes(app: Flask) -> list[tuple[str, str]]:
    return [(rule.endpoint, rule.rule) for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_no_route_forgot_to_say_who_may_call_it(bare_app: Flask) -> None:
    forgot = [name for name, _ in routes(bare_app) if not hasattr(bare_app.view_functions[name], "open_to")]
    assert not forgot, f"put @open_to(...) under the route of {forgot}"


# Forms that need a role, or change an account, and go without a fresh proof: the work of every minute on single cases,
# which its history tells of; what asks for the password itself; what only makes an account safer.
EVERYDAY = {
    "one case": (
        "moderation.approve", "moderation.change", "moderation.check", "moderation.close", "moderation.reject",
        "moderation.guard", "moderation.refer",
        "moderation.merge", "moderation.ask", "moderation.correct", "moderation.contact", "moderation.helper",
        "moderation.phone", "moderation.merge_two", "moderation.not_same", "moderation.settle",
        "moderation.second_answer", "moderation.next_one", "moderation.take_off", "moderation.undo",
        "moderation.network_settle", "cases.claim", "cases.contact", "cases.extend",
        "advice.summary",
        "cases.release", "cases.refer", "cases.set_out", "cases.help", "cases.cannot_reach", "cases.second",
        "cases.accompany",
    ),
    "one stop of a run after the other, each in its own history": (
        "shopping.run_gather", "shopping.run_set_out", "shopping.run_finish", "shopping.run_handover",
    ),
    "one household after the other, each look written down, or a code counted": (
        "shopping.run_route", "shopping.run_codes_send",
    ),
    "asks for a check, or gives back what was checked": ("accounts.credential_mine", "accounts.credential_withdraw"),
    "several single cases, each read on the page before, each in its own history": (
        "moderation.batch", "moderation.batch_decide",
    ),
    "one's own import, of which nothing is written by it": (
        "supplies.imports", "supplies.imports_columns", "supplies.imports_decide",
    ),
    "looks for one case, a phone by a counted and logged look": ("moderation.find",),
    "a side's own words and consent, taken back by one press": ("stories.of", "stories.told_words", "stories.told_act"),
    "one story, in its own history, taken down by either side": ("stories.desk_decide",),
    "a notice in the name of one's office, which stands in its versions": (
        "notices.write", "notices.edit", "notices.withdraw", "notices.desk",
        "notices.ending",
        "notices.drawn",
    ),
    "figures in the name of one's office, of which every revision stays": (
        "notices.bulletin_open", "notices.bulletin_write", "notices.bulletin_file", "notices.bulletin_check",
    ),
    "pictures of one's own draft, taken away by the same page": ("stories.pictures",),
    "undone by one press, in the history of the sending": ("notices.sending_pause",),
    "questions in the name of one's office, whose published versions stay and whose log tells by whom": (
        "incidents.questions_start", "incidents.questions_edit", "incidents.questions_move",
        "incidents.questions_remove", "incidents.questions_discard", "incidents.questions_try",
        "incidents.questions_publish", "incidents.questions_xlsform",
    ),
    "asks for the password": ("accounts.password", "accounts.erase"),
    "safer than before": ("accounts.session_end", "accounts.end_other_sessions", "accounts.session_mine"),
    "what keys her own browser listens to": ("moderation.keys",),
    "one's own browser tells of one's own cases, or tells no more": ("deliveries.here_begin", "deliveries.here_stop"),
    "proves the phone by a code": ("accounts.phone", "accounts.phone_send"),
    "trusted by nobody yet": ("accounts.organization_new",),
    "what was paid, said by a side of it, in its own history": ("shopping.money_order", "shopping.receipt"),
    "a time in which orders are taken, in its own history; once it is open it stands": (
        "shopping.windows_new", "shopping.window_edit", "shopping.window_combo", "shopping.window_combo_remove",
        "shopping.window_numbers", "shopping.window_later", "shopping.window_cancel", "shopping.window_repeat",
        "shopping.windows_stop", "shopping.window_shops",
    ),
    "whether one's own phone is asked about one's own points": ("supplies.reminders",),
    "a supply point of one's own or of one's ward, in its own history": (
        "supplies.new", "supplies.edit", "supplies.goods", "supplies.confirm_own", "supplies.rest", "supplies.close",
        "supplies.hours", "supplies.picture_change", "supplies.picture_look",
        "supplies.helpers", "supplies.help", "supplies.verify", "supplies.hide", "supplies.show_again",
    ),
    "a run in its own history; a second person approves it before anybody sees a door": (
        "shopping.runs_new", "shopping.run_team", "shopping.run_team_change", "shopping.run_team_remove",
        "shopping.run_plan", "shopping.run_shift", "shopping.run_leader", "shopping.run_cancel",
    ),
    "an offer of one's own, in its own history": ("offers.new", "offers.act", "offers.change"),
    "what the people of a run do with one order, in a history that the household reads": ("shopping.order_of_act",),
    "what one has lent, in a history that the holder reads": ("offers.loan_act", "offers.loan_contact"),
    "words to whoever asked, in a thread that both read": (
        "messages.talk", "messages.see", "messages.hide", "messages.of", "messages.picture", "messages.place",
        "messages.phrase", "messages.invite", "messages.asked_join", "messages.asked_leave", "messages.reported",
    ),
    "a request like any other, in the name of a school that answers for its members": (
        "cases.collective_new", "cases.collective_sheet",
    ),
}  # fmt: skip


def test_each_form_that_changes_trust_asks_for_a_fresh_proof(bare_app: Flask) -> None:
    everyday = {name for names in EVERYDAY.values() for name in names}
    forms = {rule.endpoint for rule in bare_app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    views = {name: bare_app.view_functions[name] for name in forms}
    inside = {name: view for name, view in views.items() if "anyone" not in view.open_to}
    bare = {name for name, view in inside.items() if not getattr(view, "proved", False)}
    assert bare <= everyday, f"put @proved(...) on {sorted(bare - everyday)}, or say in EVERYDAY why it needs none"
    assert everyday <= bare, f"take {sorted(everyday - bare)} out of EVERYDAY: proved, or no such form any more"


def test_an_address_begins_with_its_feature(bare_app: Flask) -> None:
    astray = [
        (name, rule)
        for name, rule in routes(bare_app)
        if name.split(".")[0] != "home" and not rule.startswith(f"/{name.split('.')[0]}")
    ]
    assert not astray, f"{astray}: the first part of the address is the feature's name"


def test_addresses_are_lower_case_with_hyphens(bare_app: Flask) -> None:
    odd = [rule for _, rule in routes(bare_app) if any(c.isupper() or c == "_" for c in _without_parts(rule))]
    assert not odd


def _without_parts(rule: str) -> str:
    out, depth = "", 0
    for c in rule:
        depth += (c == "<") - (c == ">")
        out += c if depth == 0 and c != ">" else ""
    return out


@pytest.mark.parametrize("feature", ["cases", "accounts", "moderation", "notices", "areas", "home"])
def test_templates_lie_in_the_folder_of_their_feature(feature: str) -> None:
    assert list((ROOT / "templates" / feature).glob("*.html"))


def test_every_route_has_its_line_in_the_table_of_who_may(bare_app: Flask) -> None:
    known = {name for name, _ in routes(bare_app)}
    missing, gone = sorted(known - set(WHO)), sorted(set(WHO) - known)
    assert not missing, f"add a line to WHO in tests/privacy/who_may.py for {missing}: its thing, and who may"
    assert not gone, f"take {gone} out of WHO in tests/privacy/who_may.py: there is no such route any more"
