"""Sessions live on the server: a new one at each sign-in, dead at once when they end, limited for staff, told of."""

import re

import pytest
import sqlalchemy as sa

from connect import clock as the_clock, db
from connect.accounts import actions, queries, rules
from connect.accounts.organizations import actions as organizations
from connect.accounts.sign_in import sessions
from connect.accounts.sign_in.models import Device, Session
from connect.areas import queries as areas
from connect.errors import NotFound
from tests.builders import make_person
from tests.visit import Visit

PHONE, KNOWN = "+84912345678", "0912 345 678"
PASSWORD = "con mèo ngủ trên mái"
ANDROID = "Mozilla/5.0 (Linux; Android 13; SM-A125F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari"


@pytest.fixture
def lan(app):
    with db.transaction():
        return actions.sign_up("Lan", PHONE, PASSWORD)


def sign_in(visit, agent=ANDROID):
    visit.client.environ_base["HTTP_USER_AGENT"] = agent
    visit.post("accounts.sign_in", {"phone": KNOWN, "password": PASSWORD})
    return carried(visit)


def carried(visit, name="in"):
    found = visit.client.get_cookie(name)
    return found.value if found else None


def promote(person, role="moderator"):
    with db.transaction():
        actions.grant(person, role, area=areas.get("79"))


def replay(app, token):
    """Somebody who kept the cookie of a session."""
    thief = Visit(app)
    thief.client.set_cookie("in", token)
    return thief


def begun(person):
    with db.transaction():
        sessions.begin(person, token := sessions.new_token(), ANDROID)
    return token


# --- The token --------------------------------------------------------------------------------------------


def test_the_database_knows_the_hash_of_a_token_and_not_the_token(visit, lan):
    token = sign_in(visit)
    [row] = queries.sessions(lan)
    assert len(token) >= 43
    assert token not in str(vars(row))
    assert queries.session(token) is row


@pytest.mark.parametrize("token", ["", "x", "1.k", "²", "a" * 100_000, "đ", "' OR 1=1"])
def test_a_made_up_token_belongs_to_nobody(app, lan, token):
    begun(lan)
    assert queries.session(token) is None


def test_signing_in_takes_a_new_token_whatever_the_browser_brought(visit, lan):
    visit.client.set_cookie("in", "planted-by-somebody-else")
    first = sign_in(visit)
    assert first != "planted-by-somebody-else"
    visit.get("accounts.me")
    assert sign_in(visit) != first


@pytest.mark.parametrize(
    "ends",
    [
        sessions.end_all,
        actions.block,
        actions.erase,
        promote,
        lambda person: actions.change_password(person, "another good password"),
    ],
)
def test_sessions_end_with_a_new_password_a_block_an_erasure_a_role_or_on_request(app, lan, ends):
    token = begun(lan)
    assert queries.session(token)
    if ends is promote:
        promote(lan)
    else:
        with db.transaction():
            ends(lan)
    assert queries.session(token) is None


def test_losing_a_staff_role_ends_sessions_and_joining_a_group_does_not(app, lan):
    promote(lan)
    token = begun(lan)
    with db.transaction():
        group = organizations.register("Bếp Ấm", "group", areas.get("79"), by=lan)
    assert queries.session(token)
    assert lan.has_role("moderator") and group.id
    with db.transaction():
        actions.revoke(lan, "moderator", area=areas.get("79"))
    assert queries.session(token) is None


def test_a_kept_cookie_is_dead_after_signing_out(app, visit, lan):
    token = sign_in(visit)
    replay(app, token).get("accounts.me")
    visit.post("accounts.sign_out")
    replay(app, token).get("accounts.me", status=303)
    visit.get("accounts.me", status=303)
    assert carried(visit) is None


def test_a_kept_cookie_is_dead_after_a_new_password_and_this_browser_goes_on_with_a_new_one(app, visit, lan):
    here, there = sign_in(visit), sign_in(Visit(app))
    visit.post("accounts.password", {"current": PASSWORD, "password": "another good password"})
    for token in (here, there):
        replay(app, token).get("accounts.me", status=303)
    visit.get("accounts.me")


def test_a_kept_cookie_is_dead_after_a_block_and_stays_so_when_it_is_undone(app, visit, lan):
    token = sign_in(visit)
    with db.transaction():
        actions.block(lan)
    replay(app, token).get("accounts.me", status=303)
    with db.transaction():
        actions.unblock(lan)
    replay(app, token).get("accounts.me", status=303)


# --- How long ---------------------------------------------------------------------------------------------


def test_volunteers_are_remembered_for_thirty_days_and_staff_until_the_browser_is_closed(app, lan):
    visitor = Visit(app)
    sign_in(visitor)
    assert visitor.client.get_cookie("in").max_age == 30 * 86400
    promote(lan)
    sign_in(visitor := Visit(app))
    assert visitor.client.get_cookie("in").max_age is None


def test_a_volunteers_session_ends_on_the_server_after_thirty_days(app, visit, lan, clock):
    token = sign_in(visit)
    clock.forward(days=29, hours=23)
    replay(app, token).get("accounts.me")
    clock.forward(hours=2)
    replay(app, token).get("accounts.me", status=303)


def test_a_staff_session_ends_after_half_an_hour_unused(visit, lan, clock):
    promote(lan)
    sign_in(visit)
    for _ in range(4):
        clock.forward(minutes=20)
        visit.get("accounts.me")
    clock.forward(minutes=31)
    visit.get("accounts.me", status=303)


def test_a_staff_session_ends_after_twelve_hours_of_use(visit, lan, clock):
    promote(lan)
    sign_in(visit)
    for _ in range(35):
        clock.forward(minutes=20)
        visit.get("accounts.me")
    clock.forward(minutes=20)
    visit.get("accounts.me", status=303)


# --- What it costs ----------------------------------------------------------------------------------------


@pytest.fixture
def statements(app):
    said = []
    listen = ("before_cursor_execute", lambda *a: said.append(a[2]))
    sa.event.listen(db.extension.engine, *listen)
    yield said
    sa.event.remove(db.extension.engine, *listen)


def test_a_signed_in_request_asks_for_its_session_once_and_writes_nothing(visit, lan, statements):
    sign_in(visit)
    statements.clear()
    visit.get("notices.feed")
    assert len([one for one in statements if "FROM sessions" in one]) == 1
    assert not [one for one in statements if one.startswith(("UPDATE", "INSERT", "DELETE", "BEGIN IMMEDIATE"))]


def test_a_visitor_without_a_cookie_asks_for_no_session(visit, statements):
    visit.get("notices.feed")
    assert not [one for one in statements if "sessions" in one]


def test_that_a_session_is_used_is_written_every_few_minutes_only(visit, lan, clock):
    sign_in(visit)
    began = queries.sessions(lan)[0].seen_at
    clock.forward(seconds=rules.SEEN_EVERY_S)
    visit.get("accounts.me")
    assert seen(lan) == began
    clock.forward(seconds=1)
    visit.get("accounts.me")
    assert seen(lan) == the_clock.now()


def seen(person):
    db.session.rollback()
    return queries.sessions(person)[0].seen_at


# --- The page ---------------------------------------------------------------------------------------------


def test_the_page_lists_browsers_coarsely_and_ends_one(app, visit, lan):
    sign_in(visit)
    other = Visit(app)
    sign_in(other, "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0")
    text = visit.get("accounts.sessions").text
    assert "Chrome" in text and "Firefox" in text and "SM-A125F" not in text and "130" not in text
    [their] = [one for one in queries.sessions(lan) if one.browser == "Firefox"]
    visit.post("accounts.session_end", public_id=their.public_id)
    other.get("accounts.me", status=303)
    visit.get("accounts.me")


def test_all_others_are_ended_by_one_button(app, visit, lan):
    sign_in(visit)
    others = [Visit(app), Visit(app)]
    for one in others:
        sign_in(one)
    visit.post("accounts.end_other_sessions")
    for one in others:
        one.get("accounts.me", status=303)
    visit.get("accounts.sessions")


def test_nobody_ends_the_session_of_somebody_else(visit, lan):
    begun(lan)
    [theirs] = queries.sessions(lan)
    visit.as_(make_person()).post("accounts.session_end", status=404, public_id=theirs.public_id)
    with pytest.raises(NotFound), db.transaction():
        sessions.end(make_person_beside(), theirs.public_id)
    db.session.refresh(theirs)
    assert theirs.ended_at is None


def make_person_beside():
    return actions.sign_up("Nam", "+84912345670", PASSWORD)


# --- A new device -----------------------------------------------------------------------------------------


def test_the_first_browser_is_nothing_to_be_told_of_and_a_known_one_neither(visit, lan):
    sign_in(visit)
    visit.post("accounts.sign_out")
    sign_in(visit)
    assert "Lần đăng nhập mới" not in visit.get("accounts.me").text
    assert not any(one.new_device for one in queries.sessions(lan))


def test_a_new_device_is_told_on_the_others_and_not_on_itself(app, visit, lan):
    sign_in(visit)
    other = Visit(app)
    sign_in(other)
    assert "Lần đăng nhập mới" in visit.get("home.front").text
    assert "Lần đăng nhập mới" not in other.get("home.front").text


def test_a_new_device_is_told_at_the_next_sign_in_when_nobody_was_here(app, visit, lan):
    sign_in(visit)
    visit.post("accounts.sign_out")
    sign_in(Visit(app))
    sign_in(visit)
    assert "Lần đăng nhập mới" in visit.get("accounts.me").text


def test_not_me_ends_the_new_device(app, visit, lan):
    sign_in(visit)
    other = Visit(app)
    sign_in(other)
    ended = re.search(r"/accounts/sessions/([2-9A-Z]{8})/end", visit.get("accounts.me").text)[1]
    visit.post("accounts.session_end", public_id=ended)
    other.get("accounts.me", status=303)
    assert "Lần đăng nhập mới" not in visit.get("accounts.me").text


def test_it_was_me_ends_the_telling_and_not_the_device(app, visit, lan):
    sign_in(visit)
    other = Visit(app)
    sign_in(other)
    visit.post("accounts.session_mine")
    assert "Lần đăng nhập mới" not in visit.get("accounts.me").text
    other.get("accounts.me")


def test_a_new_device_cannot_answer_for_itself(app, visit, lan):
    sign_in(visit)
    other = Visit(app)
    sign_in(other)
    other.post("accounts.session_mine")
    assert "Lần đăng nhập mới" in visit.get("accounts.me").text


def test_a_device_is_known_by_the_hash_of_its_cookie_and_per_person(app, visit, lan):
    sign_in(visit)
    [row] = db.session.scalars(sa.select(Device))
    assert carried(visit, "device") not in row.token_hash
    nam = make_person()
    with db.transaction():
        assert sessions._known(nam.id, None)  # nobody's first browser is new
        sessions.remember_device(nam, "x")
        assert not sessions._known(nam.id, carried(visit, "device"))


def test_old_sessions_are_forgotten(app, lan, clock):
    begun(lan)
    clock.forward(days=sessions.KEPT_DAYS + 1)
    begun(lan)
    assert db.session.scalar(sa.select(sa.func.count(Session.id))) == 1


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (ANDROID, ("Chrome", "Android")),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", ("Safari", "iPhone")),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130 Safari/537.36 Edg/130", ("Edge", "Windows")),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120 Chrome/114 Safari", ("Cốc Cốc", "Windows")),
        ("curl/8", ("", "")),
        ("", ("", "")),
        ("<script>" * 9999, ("", "")),
    ],
)
def test_a_browser_is_called_by_family_and_platform(agent, device):
    assert rules.device(agent) == device
