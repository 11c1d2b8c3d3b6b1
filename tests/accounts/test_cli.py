"""`flask person`: making, promoting, verifying and blocking people from the command line."""

import pytest

from connect import db
from connect.accounts import actions, queries
from connect.accounts.cli import person_cli
from connect.accounts.sign_in import sessions

PASSWORD = "con mèo ngủ trên mái"
PHONE = "+84912345678"


@pytest.fixture
def person(app):
    """Runs `flask person …` and gives its answer."""
    runner = app.test_cli_runner()

    def run(*words, typed=None, code=0):
        answer = runner.invoke(person_cli, list(words), input=typed)
        assert answer.exit_code == code, answer.output
        return answer.output

    return run


def signed_in(who):
    with db.transaction():
        sessions.begin(who, token := sessions.new_token(), "")
    return token


@pytest.fixture
def lan(person):
    person("add", "--name", "Lan", "--phone", "0912 345 678", "--password", PASSWORD)
    return queries.by_phone(PHONE)


def test_adding_makes_somebody_who_can_sign_in_with_the_role_over_the_area(person):
    person("add", "--name", "Lan", "--phone", "0912345678", "--role", "moderator", "--area", "79",
           "--verified", "--password", PASSWORD)  # fmt: skip
    lan = actions.authenticate(PHONE, PASSWORD)
    assert queries.scopes(lan, "moderator") == ["/VN/79/"]
    assert lan.verified


def test_a_generated_password_is_printed_and_works(person):
    said = person("add", "--name", "Lan", "--phone", "0912345678", "--generate")
    assert actions.authenticate(PHONE, said.rsplit("Password: ", 1)[1].strip())


def test_a_password_is_asked_for_or_read_from_standard_input(person):
    person("add", "--name", "Lan", "--phone", "0912345678", typed=f"{PASSWORD}\n{PASSWORD}\n")
    person("add", "--name", "Nam", "--phone", "0912345679", "--password", "-", typed=f"{PASSWORD}\n")
    assert actions.authenticate(PHONE, PASSWORD).name == "Lan"
    assert actions.authenticate("+84912345679", PASSWORD).name == "Nam"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--phone", "123", "--password", PASSWORD], "not a phone number"),
        (["--phone", "0912345679", "--password", "12345678"], "will not do"),
        (["--phone", "0912345679", "--role", "moderator", "--password", PASSWORD], "--area"),
        (["--phone", "0912345678", "--password", PASSWORD], "already"),
    ],
)
def test_what_cannot_be_added_says_why_and_adds_nobody(person, lan, words, says):
    code = 2 if says == "not a phone number" else 1
    assert says in person("add", "--name", "Nam", *words, code=code)
    assert queries.people() == [lan]


def test_an_unknown_area_is_named(person, lan):
    assert "999" in person("promote", "0912345678", "--role", "admin", "--area", "999", code=1)
    assert not lan.is_staff


def test_a_role_is_given_and_taken_away(person, lan):
    person("promote", "0912345678", "--role", "admin", "--area", "VN")
    assert queries.by_phone(PHONE).has_role("admin")
    person("promote", "0912345678", "--role", "admin", "--area", "VN", "--revoke")
    assert not queries.by_phone(PHONE).has_role("admin")


def test_verifying_and_listing_show_it(person, lan):
    person("verify", "0912345678")
    assert f"{lan.public_id}\t0912 345 678\tLan\tvolunteer anywhere\tverified" in person("list")


def test_a_blocked_person_is_out_until_it_is_undone(person, lan):
    person("block", "0912345678")
    assert actions.authenticate(PHONE, PASSWORD) is None
    person("block", "0912345678", "--undo")
    assert actions.authenticate(PHONE, PASSWORD) is not None


def test_a_forgotten_password_is_replaced_and_ends_the_sessions(person, lan):
    token = signed_in(lan)
    said = person("password", "0912345678", "--generate")
    assert actions.authenticate(PHONE, said.rsplit("Password: ", 1)[1].strip())
    assert queries.session(token) is None


@pytest.mark.parametrize("words", [["promote"], ["verify"], ["block"], ["password", "--generate"]])
def test_a_phone_that_nobody_has_is_said(person, words):
    assert "Nobody has the phone" in person(words[0], "0912345670", *words[1:], code=1)
