"""The second factor: nothing is open before it, a code serves once, guessing is slowed, losing it is survived."""

import html
import json
import re

import pyotp
import pytest
import sqlalchemy as sa

from connect import clock as the_clock, db
from connect.accounts import actions, queries, rules, vouching
from connect.accounts.cli import person_cli
from connect.accounts.models import Authenticator, Passkey, Person, RecoveryCode
from connect.accounts.organizations import actions as organizations
from connect.accounts.sign_in import factors, sessions
from connect.areas import queries as areas
from connect.errors import RuleBroken
from tests.accounts.softkey import SoftKey
from tests.builders import make_person
from tests.visit import Visit

PHONE, KNOWN = "+84912345678", "0912 345 678"
PASSWORD = "con mèo ngủ trên mái"


@pytest.fixture
def bare_app(make_app):
    return make_app(staff_second_factor="required")


@pytest.fixture
def lan(app):
    """A volunteer."""
    with db.transaction():
        return actions.sign_up("Lan", PHONE, PASSWORD)


@pytest.fixture
def hanh(lan):
    """A moderator."""
    with db.transaction():
        actions.grant(lan, "moderator", area=areas.get("79"))
    return lan


def sign_in(visit):
    return visit.post("accounts.sign_in", {"phone": KNOWN, "password": PASSWORD})


def give_app(person):
    """An app that has the secret and has shown its first code."""
    with db.transaction():
        factors.new_app(person)
    app = pyotp.TOTP(factors.waiting_app(person).secret)
    with db.transaction():
        assert factors.confirm_app(person, shown(app))
    return app


def shown(app, steps=0):
    return app.generate_otp(int(the_clock.now().timestamp()) // 30 + steps)


def accept(person, code):
    with db.transaction():
        return factors.accept(person, code)


def asked(page, kind="get"):
    """What a page asks of a passkey."""
    return json.loads(html.unescape(re.search(rf'data-passkey="{kind}" data-options="([^"]+)"', page.text)[1]))


def give_passkey(visit):
    """Makes a passkey on the page for it."""
    key = SoftKey()
    visit.post("accounts.passkey_new", {"answer": key.create(asked(visit.get("accounts.factor_list"), "create"))})
    return key


# --- Nothing before it ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/moderation/", "/accounts/me", "/accounts/sessions", "/cases/taken"])
def test_staff_without_a_second_factor_reach_nothing_but_its_setting_up(visit, hanh, path):
    sign_in(visit)
    assert visit.last.location.startswith("/accounts/factor")
    visit.get(path, status=303)
    visit.follow(status=303)
    assert visit.last.location.startswith("/accounts/factor")
    visit.follow(status=303)
    assert visit.last.location.startswith("/accounts/factors")
    assert "trước khi tiếp tục" in visit.follow().text


def test_a_session_at_the_door_cannot_post_either(visit, hanh):
    sign_in(visit)
    for endpoint in ("accounts.codes", "accounts.app_remove", "accounts.end_other_sessions", "accounts.password"):
        visit.post(endpoint)
        assert visit.last.location.startswith("/accounts/sign-in")


def test_staff_set_up_an_app_and_are_in(visit, hanh, clock):
    sign_in(visit)
    visit.post("accounts.app_new")
    page = visit.follow()
    secret = re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', page.text)[1].replace(" ", "")
    assert len(secret) == 32
    assert visit.client.get("/accounts/factors/app.svg").mimetype == "image/svg+xml"
    visit.get("accounts.me", status=303)
    visit.post("accounts.app", {"code": "000000"}, status=422)
    visit.post("accounts.app", {"code": shown(pyotp.TOTP(secret))})
    visit.get("moderation.queue")
    assert visit.client.get("/accounts/factors/app.svg").status_code == 404


def test_the_secret_of_the_app_is_sealed_in_the_database(app, hanh):
    secret = give_app(hanh).secret
    row = db.session.get(Authenticator, hanh.id)
    assert secret.encode() not in bytes(row.secret_sealed)


def test_after_the_password_the_code_is_asked_and_then_the_page_that_was_wanted_opens(visit, hanh, clock):
    app = give_app(hanh)
    clock.forward(minutes=1)
    visit.get("/moderation/", status=303)
    visit.follow()
    visit.post("accounts.sign_in", {"phone": KNOWN, "password": PASSWORD, "next": "/moderation/"})
    assert "next=/moderation/" in visit.last.location.replace("%2F", "/")
    visit.follow()
    visit.post("accounts.factor", {"code": shown(app), "next": "/moderation/"})
    assert visit.last.location == "/moderation/"
    visit.follow()


def test_the_token_changes_when_the_second_factor_was_given(visit, hanh, clock):
    app = give_app(hanh)
    clock.forward(minutes=1)
    sign_in(visit)
    before = visit.client.get_cookie("in").value
    visit.post("accounts.factor", {"code": shown(app)})
    assert visit.client.get_cookie("in").value != before
    assert queries.session(before) is None


def test_a_password_alone_makes_no_device_known_and_waits_half_an_hour_at_most(app, visit, hanh, clock):
    give_app(hanh)
    sign_in(visit)
    assert visit.client.get_cookie("device") is None
    clock.forward(seconds=rules.PENDING_S)
    visit.get("accounts.factor", status=303)
    assert visit.last.location.startswith("/accounts/sign-in")


def test_a_volunteer_needs_none_but_is_asked_for_it_once_it_is_set_up(app, lan, clock):
    visitor = Visit(app)
    sign_in(visitor)
    visitor.get("accounts.me")
    totp = give_app(lan)
    clock.forward(minutes=1)
    sign_in(other := Visit(app))
    other.get("accounts.me", status=303)
    other.post("accounts.factor", {"code": shown(totp)})
    other.get("accounts.me")


def test_where_it_is_only_offered_staff_go_on_without(make_app):
    app = make_app(staff_second_factor="offered")
    with app.app_context():
        with db.transaction():
            person = actions.sign_up("Lan", PHONE, PASSWORD)
            actions.grant(person, "moderator", area=areas.get("79"))
        visitor = Visit(app)
        sign_in(visitor)
        visitor.get("moderation.queue")
        db.session.remove()


# --- Codes ------------------------------------------------------------------------------------------------


def test_a_code_is_taken_once_and_none_from_before_it(app, hanh, clock):
    totp = give_app(hanh)
    assert accept(hanh, shown(totp)) == "wrong"  # it served to confirm the app
    clock.forward(seconds=60)
    early, now = shown(totp, -1), shown(totp)
    assert accept(hanh, now) == "ok"
    assert accept(hanh, now) == "wrong"
    assert accept(hanh, early) == "wrong"


def test_a_clock_may_be_half_a_minute_off_and_no_more(app, hanh, clock):
    totp = give_app(hanh)
    clock.forward(minutes=5)
    assert accept(hanh, shown(totp, -2)) == "wrong"
    assert accept(hanh, shown(totp, 2)) == "wrong"
    assert accept(hanh, shown(totp, -1)) == "ok"
    assert accept(hanh, shown(totp, 1)) == "ok"


@pytest.mark.parametrize("typed", ["{0} {1}", "{0}-{1}", " {0}{1}\n"])
def test_a_code_may_be_typed_with_blanks(app, hanh, clock, typed):
    totp = give_app(hanh)
    clock.forward(minutes=1)
    code = shown(totp)
    assert accept(hanh, typed.format(code[:3], code[3:])) == "ok"


def test_after_five_wrong_codes_even_the_right_one_waits_and_the_wait_doubles(app, hanh, clock):
    totp = give_app(hanh)
    clock.forward(minutes=1)
    for _ in range(5):
        assert accept(hanh, "000000") == "wrong"
    assert accept(hanh, shown(totp)) == "wait"
    clock.forward(seconds=61)
    assert accept(hanh, "000000") == "wrong"
    clock.forward(seconds=61)
    assert accept(hanh, shown(totp)) == "wait"
    clock.forward(seconds=60)
    assert accept(hanh, shown(totp)) == "ok"
    db.session.refresh(hanh)
    assert (hanh.factor_tries, hanh.factor_wait_until) == (0, None)


def test_a_day_of_guessing_finds_a_code_less_than_once_in_ten_thousand():
    guesses, passed = 0, 0
    while passed < 86400:
        guesses += 1
        passed += rules.wait_s(guesses)
    assert guesses * 3 / 1_000_000 < 1e-4


def test_the_page_says_wait_and_a_code_from_paper_does_not_help_then(visit, hanh):
    give_app(hanh)
    with db.transaction():
        paper = factors.new_codes(hanh)[0]
    sign_in(visit)
    for _ in range(5):
        visit.post("accounts.factor", {"code": "000000"}, status=422)
    assert "Quá nhiều mã sai" in visit.post("accounts.factor", {"code": paper}, status=429).text


def test_a_code_from_paper_opens_once_and_belongs_to_one_person(app, visit, hanh):
    give_app(hanh)
    other = make_person()
    with db.transaction():
        codes = factors.new_codes(hanh)
    assert len(set(codes)) == 10
    assert accept(other, codes[0]) == "wrong"
    sign_in(visit)
    visit.post("accounts.factor", {"code": f"{codes[0][:5].lower()} {codes[0][5:]}"})
    visit.get("accounts.me")
    assert accept(hanh, codes[0]) == "wrong"
    assert factors.of(hanh).codes_left == 9
    assert not [row for row in db.session.scalars(sa.select(RecoveryCode)) if row.code_hash in codes]


def test_new_codes_are_shown_once_and_kill_the_old(visit, hanh):
    give_app(hanh)
    with db.transaction():
        old = factors.new_codes(hanh)[0]
    text = visit.as_(hanh).post("accounts.codes", status=200).text
    codes = re.findall(r'<code class="code" translate="no">([0-9A-Z]{5} [0-9A-Z]{5})</code>', text)
    assert len(codes) == 10
    assert accept(hanh, old) == "wrong"
    assert accept(hanh, codes[3]) == "ok"


# --- Proving anew -----------------------------------------------------------------------------------------


def test_what_has_consequences_asks_anew_after_a_quarter_of_an_hour(app, visit, lan, clock):
    admin = make_person("admin")
    totp = give_app(admin)
    clock.forward(minutes=1)
    with db.transaction():
        sessions.begin(admin, token := sessions.new_token(), "", by_factor=True)
    visit.client.set_cookie("in", token)
    clock.forward(minutes=16)
    visit.post("accounts.person_verify", {"who": lan.public_id, "sure": lan.public_id})
    assert visit.last.location.startswith("/accounts/factor?")
    db.session.refresh(lan)
    assert not lan.verified
    visit.post("accounts.factor", {"code": shown(totp), "next": "/accounts/person-verify"})
    visit.post("accounts.person_verify", {"who": lan.public_id, "sure": lan.public_id})
    db.session.refresh(lan)
    assert lan.verified


def test_who_has_no_second_factor_proves_by_password_before_adding_one(visit, lan, clock):
    sign_in(visit)
    clock.forward(minutes=16)
    visit.get("accounts.factor_list", status=303)
    visit.follow()
    visit.post("accounts.factor", {"code": "wrong password"}, status=422)
    visit.post("accounts.factor", {"code": PASSWORD, "next": "/accounts/factors"})
    visit.follow()


def test_somebody_with_the_password_only_cannot_add_a_second_factor_beside_the_first(visit, hanh):
    give_app(hanh)
    sign_in(visit)
    visit.get("accounts.factor_list", status=303)
    visit.post("accounts.passkey_new", {"answer": SoftKey().create({"challenge": "AAAA"})})
    visit.post("accounts.app_new")
    assert factors.of(hanh).passkeys == []


def test_staff_cannot_remove_their_last_one(app, hanh):
    give_app(hanh)
    with pytest.raises(RuleBroken), db.transaction():
        factors.remove_app(hanh)
    assert factors.of(hanh).app


# --- Passkeys ---------------------------------------------------------------------------------------------


def test_a_passkey_is_made_at_the_door_and_opens_it_the_next_time(app, hanh):
    visitor = Visit(app)
    sign_in(visitor)
    key = give_passkey(visitor)
    visitor.get("moderation.queue")
    sign_in(again := Visit(app))
    again.post("accounts.factor_passkey", {"answer": key.get(asked(again.get("accounts.factor")))})
    again.get("moderation.queue")


def test_a_passkey_signs_in_without_phone_and_password_when_the_device_asked_for_a_finger(app, hanh):
    visitor = Visit(app)
    sign_in(visitor)
    key = give_passkey(visitor)
    without, with_finger = Visit(app), Visit(app)
    answer = key.get(asked(without.get("accounts.sign_in")), verified=False)
    without.post("accounts.factor_passkey", {"answer": answer})
    without.get("accounts.me", status=303)
    with_finger.post("accounts.factor_passkey", {"answer": key.get(asked(with_finger.get("accounts.sign_in")))})
    with_finger.get("moderation.queue")


def test_an_answer_serves_once_even_with_the_cookie_that_asked(app, hanh):
    visitor = Visit(app)
    sign_in(visitor)
    key = give_passkey(visitor)
    other = Visit(app)
    answer = key.get(asked(other.get("accounts.sign_in")))
    cookie = other.client.get_cookie("connect").value
    key.count += 10
    other.post("accounts.factor_passkey", {"answer": answer})
    other.get("accounts.me")
    with db.transaction():
        db.session.execute(sa.update(Passkey).values(sign_count=0))
    thief = Visit(app)
    thief.client.set_cookie("connect", cookie)
    thief.post("accounts.factor_passkey", {"answer": answer})
    thief.get("accounts.me", status=303)


def test_a_passkey_of_somebody_else_is_no_second_factor(app, hanh):
    visitor, theirs = Visit(app), Visit(app)
    sign_in(visitor)
    give_passkey(visitor)
    key = give_passkey(theirs.as_(make_person()))
    sign_in(again := Visit(app))
    again.post("accounts.factor_passkey", {"answer": key.get(asked(again.get("accounts.factor")))})
    again.get("accounts.me", status=303)


def test_a_blocked_person_is_not_let_in_by_her_passkey(app, hanh):
    visitor = Visit(app)
    sign_in(visitor)
    key = give_passkey(visitor)
    with db.transaction():
        actions.block(hanh)
    again = Visit(app)
    again.post("accounts.factor_passkey", {"answer": key.get(asked(again.get("accounts.sign_in")))})
    again.get("accounts.me", status=303)


@pytest.mark.parametrize("change", ["origin", "host", "key", "challenge", "old"])
def test_what_was_signed_elsewhere_otherwise_or_long_ago_opens_nothing(app, hanh, clock, change):
    visitor = Visit(app)
    sign_in(visitor)
    key = give_passkey(visitor)
    clock.forward(seconds=1)
    again = Visit(app)
    options = asked(again.get("accounts.sign_in"))
    if change == "origin":
        key.origin = "http://evil.example"
    elif change == "host":
        key.host = "evil.example"
    elif change == "key":
        key.private = SoftKey().private
    elif change == "challenge":
        options["challenge"] = "AAAA"
    else:
        clock.forward(seconds=901)
    again.post("accounts.factor_passkey", {"answer": key.get(options)})
    again.get("accounts.me", status=303)


@pytest.mark.parametrize(
    "answer",
    ["", "{", "[]", "null", "{}", '{"id": "x"}', "x" * 100_000, "[" * 9000, '{"id": 7, "rawId": [], "response": {}}'],
)
def test_what_is_no_answer_is_refused_calmly(visit, hanh, answer):
    visit.get("accounts.sign_in")
    visit.post("accounts.factor_passkey", {"answer": answer})
    sign_in(visit)
    visit.get("accounts.factor_list")
    visit.post("accounts.passkey_new", {"answer": answer})
    visit.get("accounts.me", status=303)
    assert factors.of(hanh).passkeys == []


# --- Losing it --------------------------------------------------------------------------------------------


def test_the_operator_resets_a_lost_factor_and_the_page_tells_of_it(app, visit, hanh):
    give_app(hanh)
    with db.transaction():
        factors.new_codes(hanh)
        sessions.begin(hanh, token := sessions.new_token(), "", by_factor=True)
    answer = app.test_cli_runner().invoke(person_cli, ["factor-reset", KNOWN])
    assert answer.exit_code == 0, answer.output
    db.session.rollback()
    assert queries.session(token) is None
    assert not factors.of(hanh).any and factors.of(hanh).codes_left == 0
    sign_in(visit)
    assert "đã gỡ mọi" in visit.get("accounts.factor_list").text


def test_an_erased_account_keeps_no_factor(app, hanh):
    give_app(hanh)
    with db.transaction():
        factors.new_codes(hanh)
        actions.erase(hanh)
    for model in (Authenticator, RecoveryCode, Passkey):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(model)) == 0
    assert db.session.get(Person, hanh.id).factor_tries == 0


def test_the_pages_are_whole_in_english_too(app, hanh):
    visitor = Visit(app, "en")
    sign_in(visitor)
    visitor.get("accounts.factor_list")
    visitor.post("accounts.app_new")
    visitor.follow()
    give_passkey(visitor)
    visitor.get("accounts.factor_list")
    visitor.get("accounts.factor")
    visitor.get("accounts.sessions")


def test_a_coordinator_without_a_second_factor_asks_nobody_to_join(app, visit, lan):
    with db.transaction():
        group = organizations.register("Bếp Ấm", "group", areas.get("79"), by=lan)
        sessions.begin(lan, token := sessions.new_token(), "", by_factor=False)
    visit.client.set_cookie("in", token)
    minh = make_person()
    visit.post("accounts.organization_member_add", {"code": minh.public_id}, public_id=group.public_id)
    assert visit.last.location == "/accounts/factors" and vouching.invitations(minh) == []
    visit.as_(lan).post("accounts.organization_member_add", {"code": minh.public_id}, public_id=group.public_id)
    assert len(vouching.invitations(minh)) == 1
