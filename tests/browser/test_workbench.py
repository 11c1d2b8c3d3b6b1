"""A bad night: two moderators, two browsers, two hundred requests, the keyboard alone."""

import re
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page

from connect import db
from connect.accounts.models import Person
from connect.areas import queries as areas
from connect.cases import actions as cases
from connect.cases.models import Case, CaseEvent
from connect.cases.transitions import Actor
from connect.moderation import actions, second_review
from connect.moderation.models import SecondOpinion
from connect.moderation.queue import assignment
from tests.browser.conftest import DESK, PHONE, faults, known, shot, sign_in
from tests.builders import make_organization, post_case
from tests.often import often

pytestmark = pytest.mark.browser
QUEUE = often(200, 8)
AT_LEAST = QUEUE * 0.35  # for each: two who work at the same speed share about half and half


def moderator(name: str) -> Person:
    return known("moderator", area="79", name=name)


def sit_down(page: Page, person: Person) -> Page:
    """Signs in and opens the queue."""
    sign_in(page, person, "/moderation/")
    page.wait_for_url("**/moderation/")
    return page


def press(key: str, *pages: Page) -> None:
    """The same key in every browser before any of them has its answer."""
    with ExitStack() as answers:
        for page in pages:
            answers.enter_context(page.expect_navigation(wait_until="domcontentloaded"))
        for page in pages:
            page.keyboard.press(key)


def complaint(page: Page) -> str:
    """What a page says of somebody else, or of anything that went wrong."""
    return str(
        page.evaluate("[...document.querySelectorAll('[role=alert], .note.ready')].map(e => e.innerText).join()")
    )


@pytest.mark.timeout(600)
def test_two_moderators_empty_a_queue_without_ever_meeting(
    open_page: Callable[..., Page],
) -> None:
    for _ in range(QUEUE):
        post_case()
    hai, duyen = moderator("Anh Hải"), moderator("Cô Duyên")
    db.session.rollback()
    at_work = [sit_down(open_page(size=DESK), hai), sit_down(open_page(size=DESK), duyen)]
    press("n", *at_work)
    while at_work := [page for page in at_work if re.search(r"/moderation/[2-9A-Z]{8}$", page.url)]:
        assert len({page.url for page in at_work}) == len(at_work), "two sit over one item"
        assert [complaint(page) for page in at_work] == [""] * len(at_work)
        press("a", *at_work)
    db.session.rollback()
    assert set(db.session.scalars(sa.select(Case.state))) == {"open"}
    approvals = db.session.execute(
        sa.select(CaseEvent.case_id, CaseEvent.person_id).where(CaseEvent.verb == "approve")
    ).all()
    assert len(approvals) == QUEUE
    assert len({case_id for case_id, _ in approvals}) == QUEUE
    shares = Counter(person_id for _, person_id in approvals)
    assert min(shares[hai.id], shares[duyen.id]) >= AT_LEAST


def test_the_lease_of_a_killed_browser_frees_its_item_after_the_lease_time(
    open_page: Callable[..., Page], clock
) -> None:
    case, _ = post_case()
    hai, duyen = moderator("Anh Hải"), moderator("Cô Duyên")
    public_id = case.public_id
    db.session.rollback()
    killed, page = sit_down(open_page(size=DESK), hai), sit_down(open_page(size=DESK), duyen)
    press("n", killed)
    assert killed.url.endswith(public_id)
    killed.context.close()
    page.reload()
    assert "Anh Hải" in page.locator("main").inner_text()
    press("n", page)
    assert page.url.endswith("/moderation/")
    clock.forward(minutes=5)
    page.reload()
    press("n", page)
    assert page.url.endswith(public_id)
    press("a", page)
    db.session.rollback()
    assert db.session.get_one(Case, case.id).state == "open"


@pytest.mark.parametrize(("size", "lang"), [(PHONE, "vi"), (DESK, "en")], ids=["phone vi", "desk en"])
def test_no_page_of_the_workbench_has_a_fault(open_page: Callable[..., Page], size: dict[str, int], lang: str) -> None:
    hai, duyen = moderator("Anh Hải"), moderator("Cô Duyên")
    official = known("official", area="79", name="Ông Phúc")
    given, _ = post_case(words="Nhà có em bé, hết sữa.")
    held, _ = post_case(urgency=3)
    post_case(urgency=2)
    organization = make_organization()
    with db.transaction():
        cases.approve(given, Actor(hai))
        actions.choose_mode(areas.get("79"), "dispatch_assisted", official)
        told = SecondOpinion(case_id=given.id, verb="approve", first_id=hai.id, asked_at=given.waiting_since)
        asked = SecondOpinion(case_id=given.id, verb="approve", first_id=hai.id, asked_at=given.waiting_since)
        db.session.add_all([told, asked])
        db.session.flush()
        second_review.answer(told, duyen, "reject", "fraud")
        assignment.take(duyen, "case", held.public_id)
    shown, _ = post_case(words="Cần gạo cho bốn người.")
    pages = {
        hai: ["/moderation/", f"/moderation/{held.public_id}", f"/moderation/second/{told.public_id}"],
        duyen: ["/moderation/numbers", f"/moderation/second/{asked.public_id}", f"/moderation/{shown.public_id}"],
        official: ["/moderation/", "/moderation/modes", f"/moderation/organization/{organization.public_id}"],
    }
    db.session.rollback()
    found: list[str] = []
    for person, paths in pages.items():
        page = sit_down(open_page(size=size, lang=lang), person)
        for number, path in enumerate(paths):
            found += faults(page, path)
            shot(page, f"workbench-{person.name}-{number}-{size['width']}-{lang}")
    assert found == []
