"""What docs/security.md says is what the code does."""

import re
from dataclasses import fields

import pytest

from connect.accounts import forms as _account_forms, rules as accounts  # noqa: F401 - has them known
from connect.app import create_app
from connect.cases.asking import forms, need_fields
from connect.cases.claims.ending_limits import ENDS_A_DAY, ENDS_IN_A_ROW
from connect.cases.claims.handover import CODE_TRIES
from connect.cases.claims.limits import CLAIMS_A_DAY
from connect.cases.disclosure.limits import LOOKS_OPEN
from connect.config import Config
from connect.gateways import http_client
from connect.pictures import intake as pictures
from connect.web import request_sizes
from connect.web.pages.forms import Form
from tools.house import ROOT, paths

TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
CODE = "\n".join(path.read_text("utf-8") for _name, path in paths())


def section(title: str) -> str:
    """One section of the document."""
    return TEXT.split(f"## {title}\n")[1].split("\n## ")[0]


def test_every_limit_in_the_code_is_written_down() -> None:
    limits = set(re.findall(r'(?:limiter\.limit|per_\w+)\(\s*"([^"]+)"', CODE))
    assert len(limits) >= 6
    missing = {limit for limit in limits if limit not in section("How often")}
    assert not missing, f"write {missing} into docs/security.md, How often"


LIMITS = [one.name for one in fields(Config) if re.search(r"_(a_day|an_hour|day|hour|cap)$", one.name)]


@pytest.mark.parametrize("name", LIMITS)
def test_every_setting_that_is_a_limit_is_written_down_with_its_figure(name: str) -> None:
    figure = re.search(rf"(\d+)[^;|`]* \(`{name}`\)|(\d+) \(`{name}`\)", section("How often"))
    assert figure, f"write {name} into docs/security.md, How often"
    assert getattr(Config, name) == int(figure[1] or figure[2])


@pytest.mark.parametrize(
    "line",
    [
        f"| {CLAIMS_A_DAY['new']} a day, {CLAIMS_A_DAY['proven']} once proven |",
        f"| {ENDS_A_DAY['new']} a day, {ENDS_A_DAY['proven']} once proven; more than "
        f"{ENDS_IN_A_ROW['new']} in a row unconfirmed, {ENDS_IN_A_ROW['proven']} once proven",
        f"{LOOKS_OPEN['new']} to {LOOKS_OPEN['proven']} open at once",
        f"| {CODE_TRIES} tries, over all claims",
    ],
)  # fmt: skip
def test_the_budgets_of_a_helper_are_those_in_force(line: str) -> None:
    assert line in section("How often")


def test_every_role_is_written_down() -> None:
    for role in ("anyone", "requester", *accounts.RoleName):
        assert f"| {role} |" in section("Who may do what")


@pytest.mark.parametrize(
    "figure",
    [f"| name | {forms.LONGEST['name']} ", f"| words of a case | {forms.LONGEST['words']} ",
     f"| door | {forms.LONGEST['door']} ",
     f"1 to {need_fields.MOST_OF_ONE}", f"{Config.max_upload_mb} MB", f"{pictures.MOST_PIXELS} pixels",
     f"{pictures.LONGEST_SIDE} pixels a side"],
)  # fmt: skip
def test_every_limit_of_a_field_is_the_one_in_force(figure: str) -> None:
    assert figure in section("What is accepted")


def all_forms(of: type = Form) -> set[type]:
    """Every form of the site."""
    return {of, *(one for below in of.__subclasses__() for one in all_forms(below))}


def test_the_length_of_every_field_of_every_form_is_written_down() -> None:
    told = section("What is accepted")
    own = {f"`{name}` {most}" for form in all_forms() for name, most in form.longest.items()}
    assert len(own) > 8
    assert not [one for one in sorted(own) if one not in told], "write them into docs/security.md, What is accepted"
    assert f"every other | {request_sizes.LINE_CHARS} " in told


def test_the_size_of_a_form_is_the_one_in_force(tmp_path: object) -> None:
    app = create_app(testing=True, instance=tmp_path, secret_key="test")
    assert f"{app.config['MAX_FORM_MEMORY_SIZE'] // 1024} KiB, {app.config['MAX_FORM_PARTS']} parts" in TEXT


def test_passwords_and_sessions_are_as_written() -> None:
    low, high = accounts.PASSWORD_CHARS
    assert f"{low} to {high} letters" in section("Passwords and factors")
    for word in ("giupdo123", "tinhnguyen", "vietnam1", "connect1"):
        assert word in accounts.COMMON_PASSWORDS
    told = section("Sessions")
    assert f"{Config.remember_days} days" in told
    assert f"{Config.staff_idle_s} seconds" in told
    assert f"{Config.staff_session_s} in all" in told
    assert re.search(r"As many\s+at once as there are browsers", told)


def test_the_client_is_as_written() -> None:
    told = section("Whom it talks to")
    assert f"waits {http_client.TIMEOUT_S:.0f} seconds" in told
    assert http_client.MOST_BYTES == 1_000_000
    assert "1 MB" in told


def test_every_event_that_is_logged_is_written_down() -> None:
    told = section("Logs")
    events = set(re.findall(r'\blog\.(?:info|warning|error)\(\s*"([^"]+)"', CODE)) | set(
        re.findall(r'audit\.write\(\s*"([^"]+)"', CODE)
    )
    missing = {event for event in events if event not in told}
    assert not missing, f"write {missing} into docs/security.md, Logs"


def test_every_algorithm_and_key_file_is_written_down() -> None:
    told = section("Keys")
    for word in ("AES-256-GCM", "HMAC-SHA256", "Argon2id", "SHA-256", "instance/secret_key", "instance/keys"):
        assert word in told


def test_what_is_costly_whom_we_ask_and_when_libraries_are_renewed_is_written_down() -> None:
    assert section("What costs").count("|") > 8
    for setting in ("geocoder", "SMS gateway", "mail server", "Redis", "database"):
        assert setting in section("Whom it talks to")
    assert re.search(r"within \d+ days", section("Libraries"))
