"""Who may call what: one short line for every route.

`row()`                       whoever `open_to` lets in; nothing in the address names a thing
`row("thing")`                the same, and a thing that does not exist is a 404
`row("thing", "moderator")`   of those whom `open_to` lets in only these; the others get a 404, as if it did not exist
`"moderator:POST"`, `"moderator:403"`, `"moderator:404"`, `"moderator:409"` in it: through by POST only; refused openly
`row(…, other=403)`           the others are refused openly, because they may know of the thing

Things and roles are those of `tests/world.py`; what a form needs stands in FORMS below.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from connect import clock
from tests.world import PASSWORD, png

HELPERS = "volunteer verified claimer coordinator clinician"
STAFF = "moderator moderator_far official official_far admin admin_far"
MEMBERS = f"{HELPERS} {STAFF}"  # whoever is signed in
# Whoever holds a requester's link, but for the helper of that request: nobody speaks for both sides.
NOT_ITS_HELPER = f"nobody requester blocked volunteer claimer coordinator clinician {STAFF}"

RUN_IT = "coordinator official admin"  # a window of the coordinator's organisation, in the area of the two others
PLANS_IT = "coordinator official admin"  # a run of the coordinator's organisation, in the area of the two others


@dataclass(frozen=True)
class Row:
    """What a route is about, who gets through, and what the others hear."""

    thing: str = ""
    may: str = ""
    other: int = 404


def row(thing: str = "", may: str = "", other: int = 404) -> Row:
    """One line of the table."""
    return Row(thing, may, other)


WHO: dict[str, Row] = {
    "accounts.appeal": row(may="-"),  # only who is blocked and has just proven the password
    "accounts.app": row(may=MEMBERS, other=303),
    "accounts.app_new": row(may=MEMBERS, other=303),
    "accounts.app_picture": row(may="-"),  # only while a new app waits for its first code
    "accounts.app_remove": row(),
    "accounts.codes": row(may="claimer"),  # only for who has a second factor
    "accounts.credential": row("credential", "official admin"),
    "accounts.credential_check": row("credential", "official admin"),
    "accounts.credential_end": row("credential", "official admin"),
    "accounts.credential_mine": row(),
    "accounts.credential_withdraw": row(),
    "accounts.credentials": row(),
    "accounts.download": row(),
    "accounts.end_other_sessions": row(),
    "accounts.erase": row(),
    "accounts.factor": row(may=MEMBERS, other=303),
    "accounts.factor_list": row(may=MEMBERS, other=303),
    "accounts.factor_passkey": row(may=MEMBERS, other=303),
    "accounts.lift": row("lock", "admin"),
    "accounts.locks": row(),
    "accounts.me": row(),
    "accounts.organization": row("organization"),
    "accounts.organization_answer": row("organization", "claimer"),  # who was asked to join
    "accounts.organization_clear": row("organization", "admin", other=403),
    "accounts.organization_member_add": row("organization", "coordinator admin", other=403),
    "accounts.organization_member_remove": row("organization", "coordinator admin verified", other=403),
    "accounts.organization_new": row(),
    "accounts.organization_verify": row("new_organization", "admin official"),
    "accounts.organizations": row(),
    "accounts.passkey_new": row(may=MEMBERS, other=303),
    "accounts.passkey_remove": row("passkey of claimer", "claimer"),
    "accounts.password": row(),
    "accounts.person_verify": row(),
    "accounts.phone": row(),
    "accounts.phone_send": row(),
    "accounts.session_end": row("session of claimer", "claimer"),
    "accounts.session_mine": row(),
    "accounts.sessions": row(),
    "accounts.sign_in": row(),
    "accounts.sign_out": row(),
    "accounts.sign_up": row(),
    "accounts.signed_up": row(),
    "advice.queue": row(may="clinician", other=403),
    "advice.summary": row("consultation", "clinician moderator:409"),
    "areas.find_json": row(),
    "areas.near_json": row(),
    "areas.search": row(),
    "areas.search_json": row(),
    "cases.accompany": row("held", "-", other=409),  # only who was asked to come along
    "cases.answer_counts": row(),
    "cases.collective": row(),
    "cases.collective_new": row(may="verified", other=403),  # of a school
    "cases.collective_sheet": row(may="verified", other=403),
    "cases.collective_sheet_xlsx": row(may="verified", other=403),
    "cases.ask": row(),
    "cases.cannot_reach": row("held", "claimer", other=409),
    "cases.claim": row("open", HELPERS, other=403),
    "cases.clusters_json": row(),
    "cases.contact": row("held", "claimer", other=409),
    "cases.drill": row(may="-"),  # only who takes part in a drill
    "cases.extend": row("held", "claimer", other=409),
    "cases.green": row(),
    "cases.green_card": row(),
    "cases.green_json": row(),
    "cases.guarded": row(may="-"),  # only who belongs to an organisation that was cleared for it
    "cases.help": row("held", "claimer", other=409),
    "cases.map": row(),
    "cases.mine": row("token"),
    "cases.mine_add": row("token"),
    "cases.mine_answer": row("pending_token"),
    "cases.mine_contest": row("token"),
    "cases.mine_delete": row("token"),
    "cases.mine_do": row("token"),
    "cases.mine_download": row("token"),
    "cases.mine_edit": row("token"),
    "cases.mine_forget": row(),
    "cases.mine_list": row(),
    "cases.mine_stop": row("looked_token"),
    "cases.mine_withdraw": row("token"),
    "cases.word": row("token"),
    "cases.word_stop": row("token"),
    "cases.my_position": row(),
    "cases.map_cards": row(),
    "cases.nearby": row(),
    "cases.nearby_geojson": row(),
    "cases.refer": row("consultation", "clinician moderator:409"),
    "cases.release": row("held", "claimer moderator:POST", other=409),
    "cases.sent": row("pending_token"),
    "cases.second": row("held", "claimer", other=409),
    "cases.set_out": row("held", "claimer", other=409),
    "cases.show": row("open"),
    "cases.taken": row(),
    "incidents.questions": row(),
    "incidents.questions_discard": row("questions", "official admin"),
    "incidents.questions_edit": row("questions", "official admin"),
    "incidents.questions_move": row("questions", "official admin"),
    "incidents.questions_publish": row("questions", "official admin"),
    "incidents.questions_remove": row("questions", "official admin"),
    "incidents.questions_set": row("questions", "official admin"),
    "incidents.questions_start": row(may="official admin"),  # of the area in the form
    "incidents.questions_try": row("questions", "official admin"),
    "incidents.questions_xlsform": row("questions", "official admin"),
    "incidents.questions_xlsform_xlsx": row("questions", "official admin"),
    "deliveries.gateway_open": row(may="admin:409 admin_far:409"),  # the world's gateways are all open
    "deliveries.gateways": row(),
    "deliveries.here": row(),
    "deliveries.here_begin": row(),
    "deliveries.here_stop": row(),
    "deliveries.receipts": row(may="-", other=403),  # only a gateway that signs
    "home.design": row(may="-"),  # only where the setting `development` is on
    "home.front": row(),
    "home.health": row(),
    "home.language": row(),
    "home.manifest": row(),
    "home.outbox": row(may="-"),  # only where the setting `development` is on
    "home.place": row("place"),
    "home.place_choose": row(),
    "home.place_forget": row(),
    "home.place_keep": row("place"),
    "home.privacy": row(),
    "home.worker": row(),
    "incidents.signs": row(),
    "incidents.signs_sign": row(may="-", other=403),  # only who is a clinician of an authority
    "messages.asked": row("thread", "moderator"),
    "messages.asked_join": row("thread", "moderator"),
    "messages.asked_leave": row("thread", "moderator"),
    "messages.invite": row("thread", "claimer"),
    "messages.mine_invite": row("thread_token"),
    "messages.mine_phrase": row("thread_token"),
    "messages.phrase": row("thread", "claimer"),
    "messages.reported": row("thread", "moderator"),
    "messages.hide": row("thread", "claimer"),
    "messages.mine": row("thread_token"),
    "messages.mine_hide": row("thread_token"),
    "messages.mine_picture": row("thread_token"),
    "messages.mine_picture_shown": row("thread_token"),
    "messages.mine_place": row("thread_token"),
    "messages.mine_place_shown": row("thread_token"),
    "messages.mine_see": row("thread_token"),
    "messages.mine_talk": row("thread_token"),
    "messages.mine_news": row("thread_token"),
    "messages.news": row("thread", "claimer"),
    "messages.of": row("held", "claimer"),
    "messages.picture": row("thread", "claimer"),
    "messages.picture_shown": row("thread", "claimer"),
    "messages.place": row("thread", "-"),  # only the requester says where to meet
    "messages.place_shown": row("thread", "claimer"),
    "messages.see": row("thread", "claimer"),
    "messages.talk": row("thread", "claimer"),
    "moderation.answers": row(),
    "moderation.answers_csv": row(may="official admin"),  # of the area in the form
    "moderation.approve": row("pending", "moderator"),
    "moderation.ask": row("pending", "moderator"),
    "moderation.batch": row(),
    "moderation.batch_decide": row(),
    "moderation.change": row("pending", "moderator"),
    "moderation.check": row("pending", "moderator"),
    "moderation.close": row("pending", "moderator"),
    "moderation.compare": row("pending", "moderator"),
    "moderation.contact": row("pending", "moderator"),
    "moderation.correct": row("pending", "moderator"),
    "moderation.coverage": row(may="official admin"),  # of the area in the address
    "moderation.coverage_csv": row(may="official admin"),
    "moderation.coverage_geojson": row(may="official admin"),
    "moderation.duplicates": row(),
    "moderation.find": row(),
    "moderation.guard": row("pending", "moderator"),
    "moderation.helper": row("held", "moderator"),
    "moderation.keys": row(),
    "moderation.merge": row("pending", "moderator"),
    "moderation.merge_two": row("pending", "moderator"),
    "incidents.board": row(),
    "incidents.board_json": row(),
    "incidents.catalogue": row(),
    "incidents.copy": row("incident", "official admin"),
    "incidents.drill": row("invitation"),
    "incidents.drill_leave": row(),
    "incidents.drill_of": row("exercise", "official admin"),
    "incidents.finish": row("incident", "official admin"),
    "incidents.line_confirm": row("incident", "official admin"),
    "incidents.line_end": row("incident", "official admin"),
    "incidents.mine": row(),
    "incidents.ready": row("incident", "official admin"),
    "incidents.show": row("incident", "official admin"),
    "incidents.switch": row("incident", "official admin"),
    "incidents.write": row(),
    "supplies.export": row(),
    "supplies.export_csv": row(),
    "supplies.export_geojson": row(),
    "supplies.holidays": row(),
    "supplies.hours": row("point", "verified official", other=403),
    "supplies.imports": row(),
    "supplies.imports_one": row("import", "official"),
    "supplies.imports_columns": row("import", "official"),
    "supplies.imports_decide": row("import", "official"),
    "supplies.imports_write": row("import", "official:409"),  # nothing was checked yet
    "incidents.utility": row("utility", "admin official:GET official_far:GET admin_far:GET", other=403),
    "incidents.utility_bring_in": row(),
    "incidents.utility_item": row("utility", "admin admin_far:GET", other=403),
    "incidents.utility_item_new": row("utility", "admin admin_far:GET", other=403),
    "incidents.utility_item_retire": row("utility", "admin", other=403),
    "incidents.utility_new": row(),
    "incidents.utility_retire": row("utility", "admin admin_far:GET", other=403),
    "moderation.modes_choose": row(may="official admin"),  # of the area in the form
    "moderation.modes_of": row(may="official admin"),
    "moderation.next_one": row(),
    "moderation.not_same": row("pending", "moderator"),
    "moderation.numbers": row(),
    "moderation.numbers_csv": row(),
    "moderation.numbers_desk": row(),
    "moderation.organization": row("new_organization", "official admin"),
    "moderation.organization_verify": row("new_organization", "official admin"),
    "moderation.phone": row("pending", "moderator"),
    "moderation.queue": row(),
    "moderation.refer": row("pending", "moderator"),
    "moderation.reject": row("pending", "moderator"),
    "moderation.review": row("pending", "moderator"),
    "notices.alert": row("notice"),
    "notices.atom": row(),
    "notices.bulletin": row("series"),
    "notices.bulletin_check": row("series", "official", other=403),
    "notices.bulletin_csv": row("series"),
    "notices.bulletin_empty": row("series", "official", other=403),
    "notices.bulletin_file": row("series", "official", other=403),
    "notices.bulletin_open": row(may="official", other=403),  # of the channel in the form
    "notices.bulletin_revisions": row("series"),
    "notices.bulletin_write": row("series", "official", other=403),
    "notices.cap_atom": row(),
    "notices.channel": row("authority"),
    "notices.channel_atom": row("authority"),
    "notices.channel_move": row("authority", "admin"),
    "notices.channel_open": row(),
    "notices.channels": row(),
    "notices.desk": row("handed_in", "official admin"),
    "notices.drill": row(may="-"),  # only who takes part in a drill
    "notices.edit": row("notice", "official"),
    "notices.ending": row("notice", "official"),
    "notices.feed": row(),
    "notices.follow": row(),
    "notices.follow_begin": row(),
    "notices.follow_asked": row(),
    "notices.follow_by": row(),
    "notices.follow_code": row("code_token"),
    "notices.follow_confirm": row("asked_token"),
    "notices.following": row(),
    "notices.following_by": row("pass"),
    "notices.following_change": row(),
    "notices.following_renew": row(),
    "notices.following_stop": row("pass"),
    "notices.mine": row(),
    "notices.picture": row("notice"),
    "notices.sending": row("notice", "official"),
    "notices.sending_end": row("notice", "official"),
    "notices.sending_pause": row("notice", "official"),
    "notices.show": row("notice"),
    "notices.source": row("source", "official"),
    "notices.source_add": row(),
    "notices.source_move": row("source", "official"),
    "notices.sources": row(),
    "notices.versions": row("notice"),
    "notices.withdraw": row("notice", "official"),
    "notices.drawn": row(),
    "notices.ready": row("handed_in", "official admin"),
    "notices.sheet": row("notice"),
    "notices.write": row(),
    "shopping.my_runs": row(),
    "shopping.run_approve": row("run_waiting", "coordinator:GET official admin:GET"),  # never who has planned it
    "shopping.run_bags": row("run", "coordinator verified official admin"),
    "shopping.run_codes": row("run", "coordinator verified"),
    "shopping.run_codes_send": row("run", "coordinator verified"),
    "shopping.run_finish": row("run", "coordinator verified official admin"),
    "shopping.run_gather": row("run", "coordinator official admin"),
    "shopping.run_handover": row("run_team", "coordinator official admin"),
    "shopping.run_loading": row("run", "coordinator verified official admin"),
    "shopping.run_route": row("run", "coordinator verified"),  # the coordinator and the leader alone print doors
    "shopping.run_set_out": row("run", "coordinator verified official admin"),
    "shopping.run_stops": row("run", "coordinator verified official admin"),
    "shopping.order": row("order_token"),
    "shopping.order_act": row("order_token"),
    "shopping.order_answer": row("order_line"),
    "shopping.order_of": row("order", "claimer official admin"),  # who leads its run, and who coordinates it
    "shopping.order_of_act": row("order", "claimer"),  # its coordinator drops it, and does nothing else
    "shopping.receipt": row("brought", f"{RUN_IT} claimer"),
    "shopping.receipt_mine": row("brought_token"),
    "shopping.receipt_picture": row("brought", RUN_IT),
    "shopping.money_mine": row("brought_token"),
    "shopping.money_order": row("brought", f"{RUN_IT} claimer"),
    "shopping.money_window": row("window", RUN_IT),
    "shopping.money_window_csv": row("window", RUN_IT),
    "shopping.window": row("window"),
    "shopping.window_cancel": row("window", RUN_IT),
    "shopping.window_combo": row("window", RUN_IT),
    "shopping.window_combo_remove": row("combo", RUN_IT),
    "shopping.window_desk": row("window", RUN_IT),
    "shopping.window_edit": row("window plan", RUN_IT),
    "shopping.window_later": row("window", RUN_IT),
    "shopping.window_numbers": row("window", RUN_IT),
    "shopping.window_repeat": row("window", RUN_IT),
    "shopping.window_shops": row("window", RUN_IT),
    "shopping.windows": row(may=f"{RUN_IT} official_far admin_far", other=403),
    "shopping.windows_in": row("place"),
    "shopping.windows_new": row(may=f"{RUN_IT} official_far admin_far", other=403),
    "shopping.windows_stop": row("template", RUN_IT),
    "shopping.run": row("run_draft", PLANS_IT),
    "shopping.run_cancel": row("run_draft", PLANS_IT),
    "shopping.run_leader": row("run_draft_team", PLANS_IT),
    "shopping.run_plan": row("run_draft", PLANS_IT),
    "shopping.run_shift": row("run_draft", "coordinator:409 official:409 admin:409"),  # no plan yet
    "shopping.run_team": row("run_draft", PLANS_IT),
    "shopping.run_team_change": row("run_draft_team", PLANS_IT),
    "shopping.run_team_remove": row("run_draft_team", PLANS_IT),
    "shopping.runs": row(may=f"{PLANS_IT} official_far admin_far", other=403),
    "shopping.runs_new": row(may=f"{PLANS_IT} official_far:404 admin_far:404", other=403),
    "stories.atom": row(),
    "stories.feed": row(),
    "stories.mine_picture": row("story_drafted"),
    "stories.mine_pictures": row("story_drafted"),
    "stories.picture": row("story_out"),
    "stories.show": row("story_out"),
    "stories.pictures": row("story_of_claimer", "claimer"),
    "offers.act": row("offer", "verified"),
    "offers.change": row("offer", "verified"),
    "offers.held": row("loan_token"),
    "offers.held_act": row("loan_token"),
    "offers.loan": row("loan", "verified"),
    "offers.loan_act": row("loan", "verified"),
    "offers.loan_contact": row("loan", "verified"),
    "offers.loans": row(),
    "offers.mine": row(),
    "offers.new": row(),
    "offers.of_area": row(),
    "offers.show": row("offer", "verified moderator"),
    "moderation.person": row("looker", "moderator"),
    "moderation.person_decide": row("looker", "moderator"),
    "moderation.relink": row("pending", "moderator"),
    "moderation.report": row("open"),
    "moderation.report_conversation": row("thread_of_token"),
    "moderation.report_helper": row("looked_token"),
    "moderation.report_notice": row("about"),
    "moderation.network": row("network_alarm", "moderator"),
    "moderation.network_settle": row("network_alarm", "moderator"),
    "moderation.vouching_of": row("paused_organization", "moderator official admin"),
    "moderation.vouching_settle": row("paused_organization", "moderator official admin"),
    "moderation.report_organization": row("organization"),
    "moderation.report_story": row("story_out"),
    "moderation.report_supply": row("point"),
    "moderation.report_thanks": row(),
    "supplies.close": row("point", "verified official"),
    "supplies.confirm": row("counter_token"),
    "supplies.confirm_own": row("point", "verified official"),
    "supplies.desk": row(),
    "supplies.desk_point": row("pending_point", "moderator official"),
    "supplies.edit": row("point", "verified official"),
    "supplies.goods": row("point", "verified official"),
    "supplies.help": row("help_token"),
    "supplies.helpers": row("point", "verified"),
    "supplies.hide": row("pending_point", "moderator official"),
    "supplies.mine": row(),
    "supplies.new": row(),
    "supplies.picture": row("point"),
    "supplies.picture_change": row("point", "verified official"),
    "supplies.picture_look": row("pending_point", "moderator official"),
    "supplies.poster": row("point", "verified official"),
    "supplies.reminders": row(),
    "supplies.report": row("point"),
    "supplies.reported": row("point"),
    "supplies.rest": row("point", "verified official"),
    "supplies.show": row("point"),
    "supplies.show_again": row("hidden_point", "moderator official"),
    "supplies.verify": row("pending_point", "moderator official"),
    "stories.desk": row("agreed_story", "moderator"),
    "stories.desk_decide": row("agreed_story", "moderator"),
    "stories.mine": row("thanked_token"),
    "stories.mine_act": row("story_token", NOT_ITS_HELPER),
    "stories.mine_story": row("story_token", NOT_ITS_HELPER),
    "stories.mine_words": row("story_token", "verified:404", other=409),
    "stories.of": row("helped", "claimer"),
    "stories.told": row(),
    "stories.told_act": row("story", "verified"),
    "stories.told_story": row("story", "verified"),
    "stories.told_words": row("story", "verified"),
    "streets.tile": row("tile", "-"),  # only where an operator has put a file of streets: nobody's, and for everybody
    "supplies.clusters_json": row(),
    "supplies.finding": row(),
    "supplies.finding_geojson": row(),
    "supplies.finding_json": row(),
    "supplies.map": row(),
    "supplies.my_position": row(),
    "moderation.reported": row("reported", "moderator"),
    "moderation.take_off": row("open", "moderator"),
    "moderation.undo": row("pending", "moderator"),
    "moderation.settle": row("reported", "moderator"),
    "moderation.second": row("doubted", "moderator"),
    "moderation.second_answer": row("doubted", "moderator"),
}
# The same route about another thing: (route, thing) with its own answer.
MORE: list[tuple[str, Row]] = [
    ("accounts.organization", row("new_organization", "official admin")),
    ("cases.show", row("pending", "moderator")),
    ("cases.show", row("advice", "clinician moderator")),
    ("cases.show", row("consultation", "clinician moderator")),
    ("cases.claim", row("advice", "clinician moderator:403")),
    ("cases.contact", row("consultation", "clinician moderator:409")),
    ("cases.mine", row("advice_token")),
    ("cases.sent", row("advice_token")),
    ("cases.mine_edit", row("advice_token")),
    ("cases.claim", row("pending", "moderator:403")),
    ("notices.alert", row("coming", "-")),
    ("notices.alert", row("draft", "-")),
    ("notices.show", row("coming", "official admin")),
    ("notices.versions", row("coming", "official admin")),
    ("notices.show", row("draft", "official admin")),
    ("notices.edit", row("draft", "official")),
    ("notices.ready", row("draft", "official admin")),
    ("notices.sheet", row("draft", "official admin")),
    # Of a drill, without its marker: those at the desk of its channel alone.
    ("notices.alert", row("drilled", "official admin")),
    ("notices.show", row("drilled", "official admin")),
    ("notices.versions", row("drilled", "official admin")),
    ("notices.picture", row("drilled", "official admin")),
    ("notices.sheet", row("drilled", "official admin")),
    ("notices.edit", row("drilled", "official")),
    ("notices.sending", row("drilled", "official")),
    # What is not out is there for its two sides and the moderators of its ward; for all others it never was.
    ("stories.show", row("story_of_claimer", "-")),
    ("stories.picture", row("story_of_claimer", "claimer moderator")),
    ("moderation.report_story", row("story_of_claimer", "-")),
    ("supplies.show", row("pending_point", "moderator official")),
    ("supplies.show", row("hidden_point", "moderator official")),
]

WISH = {
    "people": "4", "urgency": "normal", "words": "Nhà hết gạo.", "name": "Lan", "phone": "0912345678",
    "door": "Số 12", "item": "rice", "qty-rice": "5",
}  # fmt: skip
OFFER = {
    "offered": "goods", "item": "rice", "quantity": "20", "within_km": "5", "words": "Có người ở nhà từ 17 giờ.",
    "month_cap": "", "place_text": "Bến Thành",
}  # fmt: skip
POINT = {
    "name": "Tạp hóa Cô Ba", "kind": "shop", "shown": "ward", "level-rice": "some", "price-rice": "20.000",
    "pays": "cash", "place_text": "Bến Thành",
}  # fmt: skip
NOTICE = {
    "title": "Mưa lớn", "text": "Kê cao đồ đạc.", "severity": "1", "area_text": "", "picture_alt": "Đê",
}  # fmt: skip


WINDOW = {"area": "79", "most_orders": "100", "most_lines": "15", "organization": "0", "version": "1"}


def forms(things: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each form or address wants, believable; a route that is not here gets the token alone."""
    text = {"text": "Gọi hỏi lại nhà đông người"}
    now = clock.now()
    notice = NOTICE | {"starts_at": f"{now:%Y-%m-%dT%H:%M}", "ends_at": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}"}
    notice |= {"channel": str(things["channel"]), "area": "79", "version": "1"}
    return {
        "accounts.credential_check": {"until": f"{now + timedelta(days=90):%Y-%m-%d}"},
        "accounts.credential_end": {"reason": "Không có trong sổ"},
        "accounts.erase": {"current": PASSWORD},
        "accounts.lift": {"note": "đã nói chuyện"},
        "accounts.organization_member_add": {"code": things["member"]},
        "accounts.organization_new": {
            "name": "Bếp chùa", "kind": "group", "area": "79", "phone": "0912345678", "about": "Nấu cơm",
        },
        "accounts.password": {"current": PASSWORD, "password": "một câu khác cũng dài"},
        "accounts.person_verify": {"who": things["member"], "sure": things["member"]},
        "accounts.sign_in": {"phone": "0912345678", "password": PASSWORD, "next": "/"},
        "accounts.sign_up": {"name": "Hoa", "phone": "0912345679", "password": PASSWORD, "read": "y"},
        "areas.near_json": {"lat": "10.7722", "lon": "106.6983"},
        "shopping.run_route": {"team": "1"},
        "areas.find_json": {"address": "phường Bến Thành"},
        "areas.search_json": {"q": "ben thanh"},
        "areas.search": {"q": "ben thanh"},
        "cases.ask": WISH | {"ward": things["ward"], "consent": "y", "place_text": "Bến Thành"},
        "cases.cannot_reach": {"reason": "no_answer"},
        "cases.clusters_json": {"south": "10", "north": "11", "west": "106", "east": "107"},
        "cases.help": {"given-rice": "3"},
        "cases.map_cards": {"south": "10", "north": "11", "west": "106", "east": "107"},
        "cases.mine_answer": {"note": "bốn người"},
        "cases.mine_contest": {"note": "xin xem lại"},
        "cases.mine_edit": WISH,
        "cases.my_position": {"lat": "10.7722", "lon": "106.6983"},
        "cases.nearby": {"area": things["ward"]},
        "cases.nearby_geojson": {"area": things["ward"]},
        "supplies.clusters_json": {"south": "10", "north": "11", "west": "106", "east": "107"},
        "supplies.finding": {"area": things["ward"]},
        "supplies.finding_geojson": {"area": things["ward"]},
        "supplies.finding_json": {"area": things["ward"]},
        "supplies.my_position": {"lat": "10.7722", "lon": "106.6983"},
        "advice.summary": {"said": "Đã nói.", "advised": "Nằm nghỉ.", "call_when": "Khi môi xanh."},
        "cases.refer": {"reason": "station"},
        "notices.follow_begin": {"area": "79"},
        "notices.follow_by": {"area": "79", "address": "lan@example.vn"},
        "cases.release": {"reason": "too_far"},
        "incidents.line_confirm": {"seen": "1"},
        "incidents.line_end": {"ends_at": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}", "reason": "Đã đủ", "seen": "1"},
        "incidents.ready": {"area": "79"},
        "incidents.switch": {
            "area": "79", "utility": "food", "is_on": "off", "when": "now", "reason": "Chưa đủ người", "seen": "0",
        },
        "supplies.imports_columns": {"name": "0", "kind": "1", "ward": "2"},
        "supplies.holidays": {
            "day": f"{now + timedelta(days=40):%Y-%m-%d}", "what": "off", "name": "Nghỉ bù", "grounds": "5015/TB-BNV",
        },
        "incidents.write": {
            "kind": "flood", "name_vi": "Lũ lớn", "name_en": "The flood", "status": "Actual", "area": "79",
            "starts_at": f"{now:%Y-%m-%dT%H:%M}",
        },
        "incidents.questions_discard": {"edits": "0"},
        "incidents.questions_edit": {
            "type": "some_of", "label_vi": "Cần gì?", "label_en": "What?", "shown_to": "public",
            "choice-0-vi": "Gạo", "choice-0-en": "Rice",
        },
        "incidents.questions_move": {"edits": "0", "code": "grade", "step": "up"},
        "incidents.questions_publish": {"edits": "0", "note": "Thêm câu"},
        "incidents.questions_remove": {"edits": "0", "code": "meals"},
        "incidents.questions_start": {"utility": "school_items", "area": "79", "with": "shipped"},
        "incidents.questions_try": {"q-food-can_cook": "no", "q-food-meals": "khoảng 3"},
        "cases.answer_counts": {"area": "79"},
        "messages.phrase": {"code": "thank_you", "key": str(uuid.uuid4())},
        "messages.mine_phrase": {"code": "thank_you", "key": str(uuid.uuid4())},
        "messages.reported": {"reason": "vì có báo xấu"},
        "messages.hide": {"number": "2"},
        "messages.mine_hide": {"number": "1"},
        "messages.mine_see": {"n": "2"},
        "messages.mine_talk": {"words": "Tôi ở nhà.", "key": str(uuid.uuid4())},
        "messages.see": {"n": "1"},
        "messages.talk": {"words": "Tôi đang đi.", "key": str(uuid.uuid4())},
        "moderation.answers_csv": {"area": "79", "utility": "food", "reason": "plan"},
        "moderation.ask": text,
        "moderation.batch": {"ticked": things["pending"]},
        "moderation.batch_decide": {"ticked": things["pending"], f"version-{things['pending']}": "1"},
        "moderation.contact": text,
        "moderation.correct": {"urgency": "urgent", "item": "rice", "qty-rice": "5"},
        "moderation.coverage": {"area": "79"},
        "moderation.coverage_csv": {"area": "79"},
        "moderation.coverage_geojson": {"area": "79"},
        "moderation.find": {"wanted": things["pending"]},
        "moderation.merge": {"code": things["open"]},
        "incidents.utility": {"vi": "Cứu hộ", "en": "Rescue", "icon": "boat", "version": "1"},
        "incidents.utility_bring_in": {"template": "flood"},
        "incidents.utility_item": {"vi": "Áo phao", "en": "Life jackets", "usual": "2", "version": "1"},
        "incidents.utility_item_new": {"vi": "Dây thừng", "en": "Rope", "unit": "piece", "usual": "1"},
        "incidents.utility_new": {
            "vi": "Sửa nhà", "en": "Repairs", "icon": "home", "item-vi": "Tấm lợp", "item-en": "Roof sheets",
            "item-unit": "piece", "item-usual": "10",
        },
        "moderation.modes_choose": {"area": "79", "mode": "fully_moderated"},
        "moderation.modes_of": {"area": "79"},
        "moderation.take_off": {"why": "nghi trùng"},
        "moderation.refer": {"to": "Hội Chữ thập đỏ"},
        "moderation.reject": {"reason": "joke"},
        "moderation.person_decide": {"verb": "note", "note": "Đã gọi điện"},
        "moderation.settle": {"verdict": "unfounded"},
        "shopping.money_mine": {"sum": "310.000", "way": "cash"},
        "shopping.run_approve": {"version": "1"},
        "shopping.money_order": {"sum": "310.000", "way": "cash"},
        "shopping.window_cancel": {"reason": "Mưa to", "version": "1"},
        "shopping.window_combo": {
            "vi": "Combo rau", "price": "99.000", "total": "50", "weight": "5000", "bags": "1", "item-0": "rice",
            "qty-0": "5", "version": "1",
        },
        "shopping.window_combo_remove": {"version": "1"},
        "shopping.window_edit": WINDOW | moments(now, 3),
        "shopping.window_later": {**moments(now, 9), "reason": "Chợ mở muộn", "version": "1"},
        "shopping.window_numbers": {"most_orders": "300", "version": "1"},
        "shopping.window_shops": {"verb": "add", "point": things["point"], "version": "1"},
        "shopping.window_repeat": {"day": "1", "version": "1"},
        "shopping.windows_new": WINDOW | moments(now, 1),
        "shopping.windows_stop": {"reason": "prices"},
        "shopping.run_cancel": {"version": "1"},
        "shopping.run_leader": {"version": "1"},
        "shopping.run_plan": {"version": "1"},
        "shopping.run_shift": {"version": "1"},
        "shopping.run_team": {"kg": "40", "bags": "8", "most_stops": "20", "version": "1"},
        "shopping.run_team_change": {"kg": "40", "bags": "8", "most_stops": "20", "version": "1"},
        "shopping.run_team_remove": {"version": "1"},
        "shopping.runs_new": {"window": things["window_closed"], "start": "chosen"},
        "stories.mine": {"words": "Cảm ơn cô nhiều.", "reach": "private"},
        "stories.of": {"words": "Đường ngập, mang gạo bằng ghe."},
        "stories.told_words": {"words": "Nước lên, chỉ mang gạo qua.", "agrees": "y"},
        "moderation.second_answer": {"verb": "approve"},
        "cases.collective_new": {
            "school": str(things["school"]), "people": "400", "address": "12 đường Trần Phú", "ward": things["ward"],
            "qty-device": "30", "send": "1", "consent": "y",
        },
        "offers.loan_act": {"due": f"{now + timedelta(days=40):%Y-%m-%d}"},
        "offers.change": OFFER | {"version": "1", "until": f"{now + timedelta(days=9):%Y-%m-%d}"},
        "supplies.close": {"sure": "y"},
        "supplies.edit": POINT | {"ward": things["ward"], "version": things["point_version"]},
        "supplies.goods": {"level-rice": "some", "price-rice": "21.000", "version": things["point_version"]},
        "supplies.hide": {"reason": "other"},
        "supplies.new": POINT | {"ward": things["ward"]},
        "supplies.picture_look": {"take_down": "y"},
        "supplies.rest": {"until": f"{now + timedelta(days=9):%Y-%m-%d}"},
        "offers.new": OFFER | {"ward": things["ward"], "until": f"{now + timedelta(days=9):%Y-%m-%d}"},
        "notices.bulletin_check": {
            "rows": f'[[1,"{now:%d/%m/%Y}","{things["ward"]}","","12","",""]]', "edition": "2", "keep": "1",
        },
        "notices.bulletin_open": {
            "channel": things["authority"], "name_vi": "Nhà bị ngập", "name_en": "Flooded houses", "kind": "sum",
            "unit_vi": "nhà", "unit_en": "houses",
        },
        "notices.bulletin_write": {"day": f"{now:%d/%m/%Y}", f"v-{things['ward']}": "30"},
        "notices.channel_move": {"verb": "close"},
        "notices.channel_open": {},
        "notices.edit": notice,
        "notices.desk": {"verb": "approve", "edition": "1"},
        "notices.ending": {"verb": "extend", "edition": "1", "hours": "6"},
        "notices.sending_end": {"verb": "cancel", "version": "1"},
        "notices.sending_pause": {"verb": "pause", "version": "1"},
        "notices.drawn": {"circle_ward": "Phường Bến Thành", "circle_km": "1"},
        "notices.withdraw": {"reason": "Nhầm phường"},
        "notices.write": notice | {"picture": (png(), "de.png")},
    }  # fmt: skip


def moments(now: Any, later_h: int) -> dict[str, str]:
    """The four moments of a window that opens so many hours from now, as the form of one has them."""
    hours = {"opens_at": 0, "cut_off_at": 8, "deliver_from": 20, "deliver_until": 26}
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    at = {name: (now + timedelta(hours=later_h + h)).astimezone(zone) for name, h in hours.items()}
    return {name: f"{one:%Y-%m-%dT%H:%M}" for name, one in at.items()}


# What of a form stands in the address of its page as well: there the page says what it is about.
IN_ADDRESS = {"notices.bulletin_open": "channel", "shopping.runs_new": "window", "incidents.switch": "area utility"}

# Every key that may stand in a JSON answer. A key that is new is written down here, and thought about.
PUBLIC_POINT = (
    "name market address kind ward exact verified delivers delivers_m pays open_now hours_until said_at goods "
    "item level price per out_say_buyers distance_m url"
)
PUBLIC_CASE = (
    "id type geometry coordinates properties kinds wants item quantity unit urgency people waiting_since distance_m url"
)
JSON_KEYS = {
    "areas.find_json": "code label lon_lat score error",
    "areas.near_json": "code label at distance error",
    "areas.search_json": "code label note at sure distance error",
    "cases.green_json": "cells edge lat lon waiting being_helped helped share shade place href error",
    "cases.clusters_json": "clusters cell at finest bounds place around lat lon need taken done error",
    "cases.nearby_geojson": f"type features next error {PUBLIC_CASE}",
    "supplies.clusters_json": "clusters cell at finest bounds place around lat lon need taken done error",
    "supplies.export_geojson": (
        "type features geometry coordinates properties error id source outside_id name kind market address ward "
        "ward_code exact lat lon phone opening_hours delivers_km pays goods verified said_at"
    ),
    "supplies.finding_geojson": f"type features id geometry coordinates properties next error {PUBLIC_POINT}",
    "supplies.finding_json": f"points id lat lon next error {PUBLIC_POINT}",
    "home.health": "status schema error",
    "messages.mine_news": "last seen mine theirs messages number html again_in_s may_speak why_not error",
    "messages.news": "last seen mine theirs messages number html again_in_s may_speak why_not error",
    "incidents.board_json": "area at utilities utility on reason hotline since until again_at error",
    "home.manifest": (
        "id start_url scope lang dir name short_name description description_localized display background_color "
        "theme_color categories icons shortcuts src sizes type purpose name_localized url vi en value"
    ),
    "moderation.coverage_geojson": (
        "type at helpers features id geometry coordinates properties area name cases people person_hours waiting_since "
        "person_hours_per_helper cover error"
    ),
    "accounts.download": None,  # her own: everything, by law; tests/accounts and tests/cases say what
    "cases.mine_download": None,
}
