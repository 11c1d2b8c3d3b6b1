"""Signing up, in and out, and one's own page: what they say, and what they do not give away."""

import re

import pytest

from connect import db
from connect.accounts import actions, queries
from connect.accounts.actions import sign_up
from connect.areas import queries as areas
from tests.builders import make_person
from tests.visit import Visit

PASSWORD = "con mèo ngủ trên mái"
KNOWN, UNKNOWN = "0912 345 678", "0912 345 679"


@pytest.fixture
def lan(app):
    with db.transaction():
        return sign_up("Lan", "+84912345678", PASSWORD)


def form(**over):
    return {"name": "Lan", "phone": UNKNOWN, "password": PASSWORD, "read": "y"} | over


def masked(answer):
    """A page without what differs from one second to the next."""
    return re.sub(r'name="csrf_token" value="[^"]+"|data-options="[^"]+"', "", answer.text)


def set_cookies(answer):
    return sorted(cookie.partition("=")[0] for cookie in answer.headers.getlist("Set-Cookie"))


def sign_in(visit, number=KNOWN, password=PASSWORD, status=303, **more):
    return visit.post("accounts.sign_in", {"phone": number, "password": password, **more}, status=status)


# --- Signing up -------------------------------------------------------------------------------------------


def test_the_form_says_what_is_kept_and_why_before_anything_is_typed(visit):
    text = visit.get("accounts.sign_up").text
    assert text.index("Chúng tôi lưu gì về bạn, và vì sao") < text.index('name="read"')


def test_signing_up_makes_a_volunteer_who_can_sign_in(visit):
    visit.post("accounts.sign_up", form())
    assert visit.last.location.endswith("/accounts/signed-up")
    visit.follow()
    sign_in(visit, UNKNOWN)
    assert "Lan" in visit.get("accounts.me").text


def test_signing_up_signs_nobody_in(visit):
    visit.post("accounts.sign_up", form())
    visit.get("accounts.me", status=303)


def test_a_known_phone_gets_the_same_answer_to_a_sign_up_as_a_new_one(app, lan):
    fresh, known = Visit(app), Visit(app)
    for one, number in ((fresh, UNKNOWN), (known, KNOWN)):
        one.post("accounts.sign_up", form(phone=number))
    assert fresh.last.headers["Location"] == known.last.headers["Location"]
    assert fresh.last.data == known.last.data
    assert set_cookies(fresh.last) == set_cookies(known.last)
    assert masked(fresh.follow()) == masked(known.follow())


def test_a_sign_up_with_a_known_phone_changes_nothing(visit, lan):
    before = (lan.name, lan.password_hash)
    visit.post("accounts.sign_up", form(phone=KNOWN, name="Thief", password="another password"))
    db.session.refresh(lan)
    assert (lan.name, lan.password_hash) == before
    assert len(queries.people()) == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Hãy viết tên mà"),
        ({"name": "L"}, "Hãy viết tên từ 2"),
        ({"name": "\u200b\u200d\u2060"}, "Hãy viết tên từ 2"),
        ({"name": "…!?"}, "Hãy viết tên từ 2"),
        ({"name": "L" * 81}, "Nội dung này có 81 ký tự"),
        ({"name": "L" * 100_000}, "Nội dung này có 100.000 ký tự"),
        ({"phone": ""}, "Hãy nhập số điện thoại"),
        ({"phone": "12345"}, "Số điện thoại chưa đúng"),
        ({"phone": "0912 345 67x"}, "Số điện thoại chưa đúng"),
        ({"phone": "+84 000 000 000"}, "Số điện thoại chưa đúng"),
        ({"phone": "9" * 100_000}, "Số điện thoại chưa đúng"),
        ({"password": ""}, "Hãy chọn một mật khẩu"),
        ({"password": "q7#kz!"}, "Mật khẩu quá ngắn"),
        ({"password": "dài " * 60}, "Mật khẩu quá dài"),
        ({"password": "mật khẩu 123"}, "nhiều người dùng"),
        ({"password": "0912345679"}, "thứ người khác thử đầu tiên"),
        ({"read": ""}, "Hãy đọc những gì được lưu"),
    ],
)
def test_what_does_not_fit_is_said_and_what_was_typed_is_kept_but_never_the_password(visit, wrong, says):
    sent = form(**wrong)
    text = visit.post("accounts.sign_up", sent, status=422).text
    assert says in text
    assert f'value="{sent["name"][:2000]}' in text or not sent["name"]
    assert f'value="{sent["phone"][:2000]}' in text or not sent["phone"]
    assert not sent["password"] or sent["password"] not in text
    assert queries.people() == []


def test_a_tick_that_was_set_stays_set(visit):
    assert re.search(r"<input[^>]*checked[^>]*>", visit.post("accounts.sign_up", form(name=""), status=422).text)


def test_a_name_is_kept_without_invisible_and_turning_characters(visit):
    visit.post("accounts.sign_up", form(name="  Lê\u202e\u200b  Thị\n\nLan \x00"))
    assert [person.name for person in queries.people()] == ["Lê Thị Lan"]


def test_a_name_cannot_carry_markup(visit):
    visit.post("accounts.sign_up", form(name="<script>alert(1)</script>"))
    sign_in(visit, UNKNOWN)
    assert "<script>alert" not in visit.get("accounts.me").text


def test_a_field_that_is_not_asked_for_is_not_taken(visit):
    visit.post("accounts.sign_up", form(role="admin", verified_at="2026-01-01", public_id="AAAAAAAA"))
    [person] = queries.people()
    assert (person.is_staff, person.verified, person.public_id == "AAAAAAAA") == (False, False, False)


# --- Signing in -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("spelt", ["0912345678", "+84 912 345 678", "84912345678", "912345678", "0912.345.678"])
def test_the_phone_may_be_spelt_as_people_do(visit, lan, spelt):
    sign_in(visit, spelt)
    visit.get("accounts.me")


def test_an_unknown_phone_and_a_wrong_password_get_the_same_page(app, lan):
    answers = [sign_in(Visit(app), number, "wrong password", 422) for number in (KNOWN, UNKNOWN)]
    known, unknown = (masked(answer).replace(KNOWN, "").replace(UNKNOWN, "") for answer in answers)
    assert known == unknown
    assert set_cookies(answers[0]) == set_cookies(answers[1])
    assert "không khớp" in known


def test_a_wrong_password_does_not_tell_who_is_blocked_and_the_right_one_signs_nobody_in_who_is(app, lan):
    wrong = masked(sign_in(Visit(app), KNOWN, "wrong password", 422))
    with db.transaction():
        actions.block(lan)
    assert masked(sign_in(Visit(app), KNOWN, "wrong password", 422)) == wrong
    visit = Visit(app)
    sign_in(visit, KNOWN, PASSWORD, 303)
    assert visit.last.location == "/accounts/appeal"
    visit.get("accounts.me", status=303)


@pytest.mark.parametrize("number", [KNOWN, UNKNOWN])
def test_after_five_tries_a_minute_a_phone_known_or_not_is_asked_to_wait(app, lan, number):
    for _ in range(5):
        sign_in(Visit(app), number, "wrong password", 422)
    answer = sign_in(Visit(app), number, PASSWORD, 429)
    assert f'value="{number}"' in answer.text
    assert "Hãy đợi vài phút" in answer.text
    assert PASSWORD not in answer.text


def test_the_limit_of_a_phone_counts_all_its_spellings(app, lan):
    for spelt in ("0912345678", "+84912345678", "84 912 345 678", "0912.345.678", "912345678"):
        sign_in(Visit(app), spelt, "wrong password", 422)
    sign_in(Visit(app), KNOWN, PASSWORD, 429)


def test_other_phones_are_not_held_up_by_the_limit_of_one(app, lan):
    for _ in range(6):
        Visit(app).client.post("/accounts/sign-in", data={})
        visitor = Visit(app)
        visitor.client.post(
            "/accounts/sign-in", data={"csrf_token": visitor.token(), "phone": UNKNOWN, "password": "x"}
        )
    sign_in(Visit(app))


def test_what_is_no_phone_is_never_asked_to_wait_for_the_typing_errors_of_others(app):
    for _ in range(7):
        sign_in(Visit(app), "091", "wrong password", 422)


def test_one_address_that_tries_many_phones_is_asked_to_wait(app):
    visitor = Visit(app)
    token = visitor.token()
    tried = [
        visitor.client.post(
            "/accounts/sign-in", data={"csrf_token": token, "phone": f"09123{n:05}", "password": "wrong password"}
        ).status_code
        for n in range(31)
    ]
    assert tried == [422] * 30 + [429]


@pytest.mark.parametrize("path", ["/accounts/organizations", "/accounts/organizations?a=1&b=xin+chào", "/accounts/me"])
def test_signing_in_leads_back_to_where_the_visitor_was(visit, lan, path):
    sign_in(visit, next=path)
    assert visit.last.location.replace("%C3%A0", "à") == path


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example", " //evil.example",
        "javascript:alert(1)", "evil.example", "/\x00/evil.example", "http:evil.example", "/a\r\nSet-Cookie: x=1",
    ],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(visit, lan, elsewhere):
    page = visit.get("accounts.sign_in", next=elsewhere).text
    here_in_english = r'<a href="\?[^"]*&amp;lang=en"'  # the same address, which is judged again
    assert "evil.example" not in re.sub(here_in_english, "", page)
    sign_in(visit, next=elsewhere)
    assert visit.last.location.startswith("/cases") or visit.last.location == "/accounts/me"


def test_a_guarded_page_asks_to_sign_in_and_is_opened_afterwards(visit, lan):
    visit.get("accounts.password", status=303)
    visit.follow()
    back = re.search(r'name="next" value="([^"]+)"', visit.last.text)[1]
    sign_in(visit, next=back)
    assert "Đổi mật khẩu" in visit.follow().text


def test_the_way_back_goes_along_to_the_sign_up(visit):
    assert "/accounts/sign-up?next=/accounts/me" in visit.get("accounts.sign_in", next="/accounts/me").text.replace(
        "%2F", "/"
    )
    visit.post("accounts.sign_up", form(next="/accounts/me"))
    assert "next=/accounts/me" in visit.follow().text.replace("%2F", "/")


def test_nothing_of_the_session_before_signing_in_goes_over(visit, lan):
    with visit.client.session_transaction() as session:
        session["planted"] = "by somebody else"
    old_token = visit.token()
    sign_in(visit)
    with visit.client.session_transaction() as session:
        assert "planted" not in session
    assert visit.client.post("/accounts/sessions/end-others", data={"csrf_token": old_token}).status_code == 400


@pytest.mark.parametrize(
    ("current", "new"), [("wrong password", "another good password"), (PASSWORD, "ngắn"), (PASSWORD, "0912345678")]
)
def test_the_password_stays_when_the_old_one_is_wrong_or_the_new_one_weak(visit, lan, current, new):
    visit.as_(lan).post("accounts.password", {"current": current, "password": new}, status=422)
    assert actions.authenticate(lan.phone, PASSWORD) is not None


def test_guessing_the_password_of_an_open_session_is_limited(visit, lan):
    visit.as_(lan)
    for _ in range(5):
        visit.post("accounts.password", {"current": "wrong password", "password": "another good one"}, status=422)
    visit.post("accounts.password", {"current": PASSWORD, "password": "another good one"}, status=429)


def test_an_account_is_deleted_only_with_its_password(visit, lan):
    visit.as_(lan).post("accounts.erase", {"current": "wrong password"}, status=422)
    visit.post("accounts.erase", {"current": PASSWORD})
    visit.get("accounts.me", status=303)
    assert queries.by_phone("+84912345678") is None


def test_ones_own_page_shows_roles_in_words_and_who_verified_and_is_kept_in_no_cache(visit, lan):
    admin = make_person("admin", name="Phạm Minh Tâm")
    with db.transaction():
        actions.grant(lan, "moderator", area=areas.get("79"))
        actions.verify_person(lan, by=admin)
    answer = visit.as_(lan).get("accounts.me")
    assert "Người duyệt – Thành phố Hồ Chí Minh" in answer.text
    assert "Phạm Minh Tâm đã xác minh" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address", ["/accounts/me", "/accounts/password", "/accounts/erase", "/accounts/person-verify"]
)
def test_a_stranger_is_sent_to_sign_in(visit, address):
    visit.get(address, status=303)
    assert visit.last.location.startswith("/accounts/sign-in")


@pytest.mark.parametrize(
    "address", ["sign-out", "sessions/end-others", "sessions/mine", "password", "erase", "sign-in", "sign-up"]
)
def test_nothing_happens_without_a_token(visit, lan, address):
    visit.as_(lan)
    assert visit.client.post(f"/accounts/{address}", data={"current": PASSWORD}).status_code == 400
    visit.get("accounts.me")


@pytest.mark.parametrize(
    ("role", "page"), [("moderator", "/moderation/"), ("admin", "/moderation/"), ("official", "/notices/mine")]
)
def test_staff_land_on_their_desk_after_signing_in(visit, role, page):
    person = make_person(role, area="79")
    with db.transaction():
        actions.change_password(person, "xanh-la-cay-7")
    visit.post("accounts.sign_in", {"phone": person.phone, "password": "xanh-la-cay-7"})
    assert visit.last.location == page
    visit.post("accounts.sign_in", {"phone": person.phone, "password": "xanh-la-cay-7", "next": "/notices/"})
    assert visit.last.location == "/notices/"
