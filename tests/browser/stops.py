"""Every page of the site, and whom to be to see it: each address, each answer to a form, states of the same page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask import Flask, template_rendered
from jinja2 import Template

from connect import clock, db, geo
from connect.accounts import actions as accounts
from connect.accounts.models import Person
from connect.accounts.organizations import actions as organizations
from connect.cases import actions, jobs, rules
from connect.cases.transitions import Actor
from connect.moderation import second_review
from connect.moderation.models import SecondOpinion
from tests.builders import BEN_THANH, make_case, make_organization, make_person, post_case, take
from tests.privacy.test_matrix import may_enter, values_of
from tests.privacy.who_may import WHO, forms
from tests.world import ROLES, World, path_of, routes

SCREENS = ("errors/error.html", "errors/busy.html")
# Addresses that show no page, and why.
NO_PAGE = {
    "accounts.app_picture": "a picture", "accounts.download": "a file", "areas.find_json": "for scripts",
    "incidents.board_json": "for programs", "incidents.switch": "of one utility: it stands among the others below",
    "areas.near_json": "for scripts", "areas.search_json": "for scripts", "cases.clusters_json": "for scripts",
    "cases.map_cards": "for scripts",
    "cases.mine_download": "a file", "cases.nearby_geojson": "for scripts", "home.health": "for machines",
    "notices.bulletin_open": "of one channel: it stands among the others below",
    "home.language": "a way on", "home.place_keep": "a way on",
    "home.manifest": "for browsers", "home.worker": "for browsers",
    "cases.collective_sheet_xlsx": "a file",
    "incidents.questions_xlsform_xlsx": "a file",
    "notices.bulletin_csv": "a file", "notices.bulletin_revisions": "a file", "notices.bulletin_empty": "a file",
    "moderation.coverage_csv": "a file", "moderation.numbers_csv": "a file",
    "moderation.coverage_geojson": "for scripts", "notices.atom": "for feed readers", "notices.picture": "a picture",
    "supplies.picture": "a picture",
    "messages.picture_shown": "a picture", "messages.mine_picture_shown": "a picture",
    "notices.channel_atom": "for feed readers", "stories.atom": "for feed readers",
    "stories.picture": "a picture", "stories.mine_picture": "a picture",
    "shopping.receipt_mine": "a picture", "shopping.receipt_picture": "a picture",
    "shopping.money_window_csv": "a file", "supplies.export_csv": "a file", "supplies.export_geojson": "a file",
    "supplies.clusters_json": "for scripts", "supplies.finding_json": "for programs",
    "supplies.finding_geojson": "for programs",
    "cases.green_json": "for programs", "messages.news": "for scripts", "messages.mine_news": "for scripts",
    "messages.mine": "a way on", "messages.of": "a way on",
    "messages.place": "the requester's alone: the page by the link is walked",
    "messages.phrase": "of one phrase: it stands among the others below",
    "messages.mine_phrase": "of one phrase: it stands among the others below",
    "stories.mine_words": "of a draft: it stands among the others below",
    "notices.alert": "for other programs", "notices.cap_atom": "for other programs",
    "static": "files", "streets.tile": "a file",
}  # fmt: skip


# Addresses that open only after a step that no address and no form alone is, and where that step is taken.
BY_HAND = {
    "accounts.app": "tests/browser/test_factors.py",
    "accounts.appeal": "tests/accounts/test_views_sign_in.py",
    "accounts.phone": "tests/attacks/rows/b19.py",
    "cases.drill": "tests/browser/test_drill.py",
    "notices.drill": "tests/browser/test_drill.py",
}


@dataclass(frozen=True)
class Stop:
    """One page: its endpoint, whom to be, its address, and what a form sends there when it is the answer to one."""

    role: str
    path: str
    sent: tuple[tuple[str, str], ...] | None = None
    endpoint: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{'POST ' if self.sent is not None else ''}{self.path} as {self.role}"


def furnish(world: World) -> dict[str, Any]:
    """What pages have more to tell of than the small world: danger, guards, locks, second looks, names told."""
    found: dict[str, Any] = {}
    with world.app.app_context():
        people = {name: db.session.scalars(sa.select(Person).where(Person.public_id == code)).one()
                  for name, code in world.people.items()}  # fmt: skip
        staff, helper = people["moderator"], people["verified"]
        danger, found["danger_token"] = post_case(urgency=3)
        with db.transaction():
            actions.ask(danger, Actor(staff), "Nhà còn gạo không?")
        one, other = (post_case(phone="+84912345678")[0] for _ in range(2))
        jobs.compare()
        taken, found["taken_token"] = post_case(phone="+84912000077")  # the world has helped the usual one
        with db.transaction():
            actions.approve(taken, Actor(staff), "tests know why")
        take(taken, make_person(verified=True, name="Công Tằng Tôn Nữ Nguyễn Thị Hồng Nhung"))
        cleared = make_organization()
        with clock.told(clock.now() - timedelta(days=2)), db.transaction():
            organizations.verify(cleared, by=people["admin"])
            organizations.clear(cleared, people["admin"])
            accounts.grant(helper, "volunteer", organization=cleared)
        guarded = make_case(guards=rules.GUARDS["child_alone"])
        told = SecondOpinion(case_id=make_case().id, verb="approve", first_id=staff.id, asked_at=clock.now())
        second, curious = make_person("moderator"), make_person(name="Võ Tú Anh")
        with db.transaction():
            db.session.add(told)
            db.session.flush()
            second_review.answer(told, second, "reject", "fraud")
            accounts.lock(curious, "looks")
        found |= {
            "danger": danger.public_id, "one": one.public_id, "two": other.public_id, "guarded": guarded.public_id,
            "cleared": cleared.public_id, "told": told.public_id, "at": f"{geo.cell_of(BEN_THANH):x}",
        }  # fmt: skip
        db.session.remove()
    world.keep()
    return found


def more(world: World, found: dict[str, Any]) -> Iterator[Stop]:
    """The same addresses as other people, about other things, or with another question."""
    at, things = f"at={found['at']}", world.things
    for role, path in (
        ("nobody", f"/cases/nearby?{at}"), ("nobody", f"/cases/map?{at}"), ("nobody", "/notices/?area=26743"),
        ("nobody", "/areas/search?q=quan+9"), ("nobody", "/incidents/board?area=79"),
        ("nobody", "/p/79"), ("nobody", "/p/VN"), ("nobody", "/p/99999"), ("nobody", "/p/00007"),
        ("nobody", "/p/?q=cu+chi"),
        ("official", f"/incidents/{things['incident']}/switch?area=79&utility=shopping"),
        ("nobody", "/nothing/here"),
        ("nobody", f"/cases/mine/{found['danger_token']}"), ("nobody", f"/cases/mine/{found['taken_token']}"),
        ("nobody", f"/cases/mine/{things['pending_token']}"), ("nobody", f"/cases/mine/{things['looked_token']}"),
        ("nobody", f"/cases/mine/{things['looked_token']}/delete"),
        ("claimer", f"/cases/{things['held']}"), ("claimer", f"/cases/{things['open']}"), ("claimer", "/"),
        ("verified", "/cases/taken"), ("verified", f"/cases/{things['looked']}"), ("verified", "/cases/guarded"),
        ("verified", f"/cases/{found['guarded']}"), ("verified", f"/accounts/organizations/{found['cleared']}"),
        ("coordinator", f"/accounts/organizations/{things['organization']}"),
        ("admin", f"/accounts/organizations/{things['organization']}"),
        ("moderator", f"/moderation/{found['danger']}"), ("moderator", f"/moderation/{things['held']}"),
        ("moderator", f"/moderation/second/{found['told']}"),
        ("moderator", f"/moderation/duplicates/{found['one']}/{found['two']}"),
        ("nobody", "/cases/answer-counts?area=79"), ("nobody", "/cases/green?area=26743"),
        ("official", "/moderation/"), ("official", "/moderation/numbers"), ("official", "/notices/mine"),
        ("nobody", "/notices/channels?area=79"), ("admin", "/notices/channels/open?area=79"),
        ("official", f"/notices/channels/{things['authority']}"), ("admin", f"/notices/channels/{things['authority']}"),
        ("official", f"/notices/bulletins/open?channel={things['authority']}"),
        ("admin", "/moderation/numbers"), ("moderator_far", "/moderation/"),
        ("claimer", f"/messages/{things['thread']}/phrase?code=on_my_way"),
        ("nobody", "/stories/mine/{token}/{public_id}/words".format(**things["story_drafted"])),
    ):  # fmt: skip
        yield Stop(role, path)
    looked_over = tuple((name, text) for name, text in forms(things)["cases.ask"].items() if name != "consent")
    yield Stop("nobody", "/cases/ask", looked_over, "cases.ask")


def stops(world: World) -> list[Stop]:
    """Every page: of each address the first role's that gets one, the answers to its form, and the rest of `more`."""
    found = furnish(world)
    out: list[Stop] = []
    for endpoint, method, rule, names in sorted(routes(world.app)):
        if endpoint in NO_PAGE or (method == "POST" and "/passkeys" in rule):
            continue
        path = path_of(rule, values_of(world, names, WHO[endpoint], "there"))
        out += _of(world, endpoint, method, path)
    return sorted({*out, *more(world, found)}, key=lambda one: (ROLES.index(one.role), one.path, one.sent is not None))


def _of(world: World, endpoint: str, method: str, path: str) -> Iterator[Stop]:
    full = {name: value for name, value in forms(world.things).get(endpoint, {}).items() if isinstance(value, str)}
    asked: tuple[dict[str, Any] | None, ...] = (None,) if method == "GET" else ({}, full) if full else ({},)
    for sent in asked:
        for role in islice(_roles(world.app, endpoint), None if method == "GET" else 1):
            query = full if method == "GET" and not _takes_form(world.app, endpoint) else None
            with _shown(world.app) as templates:
                answer = world.send(role, method, path, sent, query_string=query)
            if answer.mimetype == "text/html" and templates and templates[0] not in SCREENS:
                address = answer.request.full_path.rstrip("?")
                yield Stop(role, address, None if sent is None else tuple(sent.items()), endpoint)
                break


def _roles(app: Flask, endpoint: str) -> Iterator[str]:
    """The roles that get in, whom the table names first."""
    may = [word.split(":")[0] for word in WHO[endpoint].may.split() if word != "-"]
    open_to = app.view_functions[endpoint].open_to  # type: ignore[attr-defined]
    yield from may
    yield from (role for role in ROLES if role not in may and may_enter(open_to, role) is None)


def _takes_form(app: Flask, endpoint: str) -> bool:
    return any(name == endpoint and method == "POST" for name, method, _, _ in routes(app))


@contextmanager
def _shown(app: Flask) -> Iterator[list[str]]:
    """The names of the templates of the pages that are shown meanwhile."""
    names: list[str] = []

    def note(_app: Flask, template: Template, **_more: Any) -> None:
        names.append(str(template.name))

    with template_rendered.connected_to(note, app):
        yield names
