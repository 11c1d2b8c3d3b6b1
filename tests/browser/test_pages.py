"""Every page, in both languages, on a phone and a desk: no fault that axe finds, nothing wider than the screen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page

from connect import clock, db, geo
from connect.accounts import actions as accounts
from connect.accounts.models import Organization, Person
from connect.cases import actions, jobs, rules
from connect.cases.disclosure import actions as disclosures, case_view
from connect.cases.transitions import Actor
from connect.moderation import second_review
from connect.moderation.models import SecondOpinion
from tests.browser.conftest import DESK, PHONE, cramped, faults, fits, known, shot, sign_in
from tests.builders import (
    BEN_THANH,
    make_case,
    make_channel,
    make_notice,
    make_organization,
    make_person,
    post_case,
    take,
)  # fmt: skip
from tests.often import LONG

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
# Each screen, language and light once, in pairs; `make proofs` looks at more of them.
SIGHTS = {"phone vi": (PHONE, "vi", False), "desk en dark": (DESK, "en", True), "small vi": (SMALL, "vi", False)}
if LONG:
    SIGHTS |= {"desk en": (DESK, "en", False), "phone en dark": (PHONE, "en", True), "desk vi": (DESK, "vi", False)}


def cleared(person: Person, admin: Person) -> Organization:
    """An organisation that sees safeguarded cases, with this member, since long enough for its word to count."""
    made = make_organization()
    with clock.told(clock.now() - timedelta(days=2)), db.transaction():
        accounts.verify_organization(made, by=admin)
        accounts.clear_organization(made, admin)
        accounts.grant(person, "volunteer", organization=made)
    return made


def second_look(first: Person, second: Person | None = None) -> SecondOpinion:
    """A decision of one moderator that another is asked about, or has seen differently."""
    case = make_case()
    with db.transaction():
        asked = SecondOpinion(case_id=case.id, verb="approve", first_id=first.id, asked_at=clock.now())
        db.session.add(asked)
        db.session.flush()
        if second:
            second_review.answer(asked, second, "reject", "fraud")
    return asked


@pytest.mark.parametrize(("size", "lang", "dark"), SIGHTS.values(), ids=SIGHTS)
def test_no_page_has_a_fault(
    open_page: Callable[..., Page], app: Flask, size: dict[str, int], lang: str, dark: bool
) -> None:
    staff, official = known("moderator", area="79"), known("official", area="79")
    helper, admin = known(verified=True), known("admin")
    waiting, token = post_case(urgency=3)
    with db.transaction():
        actions.ask(waiting, Actor(staff), "Nhà còn gạo không?")
    free, mine = make_case(urgency=2), make_case()
    take(mine, helper)
    take(make_case(), make_person())
    her, her_token = post_case()
    with db.transaction():
        actions.approve(her, Actor(staff))
        disclosures.reveal(case_view.of(her, Actor(staff)), "Hỏi đường vào nhà")
    take(her, make_person(verified=True, name="Lê Thị Hoa"))
    one, other = (post_case(phone="+84912345678")[0] for _ in range(2))
    jobs.compare()
    organization, guarded = cleared(helper, admin), make_case(guards=rules.GUARDS["child_alone"])
    asked, told = second_look(make_person("moderator")), second_look(staff, make_person("moderator"))
    curious = make_person(name="Võ Tú Anh")
    with db.transaction():
        accounts.lock(curious, "looks")
    notice = make_notice(make_channel("79"), "79", severity=4, ends_at=clock.now() + timedelta(days=2), by=official)
    at = f"{geo.cell_of(BEN_THANH):x}"
    db.session.rollback()

    pages: dict[str, tuple[Person | None, list[str]]] = {
        "stranger": (None, [
            "/", "/privacy", "/cases/ask", "/cases/nearby", f"/cases/nearby?at={at}", f"/cases/map?at={at}",
            f"/cases/{free.public_id}", "/cases/mine", f"/cases/mine/{token}", f"/cases/mine/{token}/edit",
            f"/cases/mine/{token}/withdraw", f"/cases/mine/{her_token}", f"/cases/mine/{her_token}/delete",
            "/notices/?area=26743", f"/notices/{notice.public_id}",
            f"/notices/{notice.public_id}/versions", "/areas/search?q=quan+9", "/accounts/sign-in",
            "/accounts/sign-up", "/accounts/organizations",
        ]),
        "helper": (helper, ["/cases/taken", f"/cases/{mine.public_id}", f"/cases/{mine.public_id}/help",
            f"/cases/{free.public_id}", "/accounts/me", "/accounts/sessions", "/cases/guarded",
            f"/cases/{guarded.public_id}", f"/accounts/organizations/{organization.public_id}"]),
        "moderator": (staff, ["/moderation/", f"/moderation/{waiting.public_id}", f"/moderation/{mine.public_id}",
            "/moderation/numbers", f"/moderation/second/{asked.public_id}", f"/moderation/second/{told.public_id}",
            "/moderation/duplicates", f"/moderation/duplicates/{one.public_id}/{other.public_id}"]),
        "official": (official, ["/notices/mine", "/notices/write", f"/notices/{notice.public_id}/edit",
            f"/notices/{notice.public_id}/withdraw", "/moderation/", "/moderation/modes",
            "/moderation/numbers", "/moderation/coverage"]),
        "admin": (admin, ["/accounts/locks", "/accounts/factors"]),
    }  # fmt: skip
    found: list[str] = []
    for who, (person, paths) in pages.items():
        page = open_page(size=size, lang=lang)
        page.emulate_media(color_scheme="dark" if dark else "light")
        if person:
            sign_in(page, person, "/accounts/me")
        for number, path in enumerate(paths):
            if size == SMALL:  # what axe finds there it finds on the phone
                page.goto(path)
                found += [] if fits(page) else [f"{path}: wider than the screen"]
            else:
                found += faults(page, path)
            found += cramped(page) if size == PHONE else []
            shot(page, f"{who}-{number}-{size['width']}-{lang}{'-dark' if dark else ''}")
        if who == "admin":
            page.locator("form[action$='/factors/app-new'] button").click()
            page.locator("img.qr").wait_for()
            found += faults(page)
    assert found == []
