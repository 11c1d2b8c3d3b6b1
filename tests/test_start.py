"""What keeps a site from starting is said in one sentence that names the setting; whatever else fails shows where."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from connect import config, db
from connect.cli import demo_command, worker_command
from connect.config import ROOT, ConfigError
from connect.config.loading import NO_SETTINGS, load
from connect.demo import fill
from connect.serving import processes
from tests.builders import make_person, post_case


def said(folder: Path, *words: str, **environ: str) -> tuple[int, str]:
    """The exit code of a command and all that it wrote."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CONNECT_", "DATABASE_"))}
    ran = subprocess.run(
        [sys.executable, "-m", "flask", *words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**clean, "CONNECT_INSTANCE": str(folder), **environ},
    )  # fmt: skip
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("words", "environ", "named"),
    [
        ("serve", {"CONNECT_LOCALE": "fr"}, "locale cannot be 'fr', it must be one of vi, en"),
        ("serve", {"CONNECT_MODERATON": "peer_to_peer"}, "is 'moderation' meant?"),
        ("setup", {"DATABASE_URL": "postgresql://u:geheim@127.0.0.1:1/x"}, "does not answer (DATABASE_URL)"),
        ("worker", {}, "run `flask setup` first"),
        ("person list", {}, "run `flask setup` first"),
        ("demo", {"CONNECT_HOST": "0.0.0.0"}, "--for-others"),
    ],
)  # fmt: skip
def test_a_command_that_cannot_go_on_says_why_in_one_sentence(
    tmp_path: Path, words: str, environ: dict[str, str], named: str
) -> None:
    code, told = said(tmp_path, *words.split(), **environ)
    assert code == 1
    assert named in told
    assert "Traceback" not in told
    assert "geheim" not in told
    assert len(told.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"CONNECT_FOO": "1"}, "CONNECT_FOO"),
        ({"CONNECT_HTPS": "1"}, "is 'https' meant"),
        ({"CONNECT_PORT": "65536"}, "port cannot be 65536"),
        ({"DATABASE_URL": "postgres"}, "database_url cannot be 'postgres'"),
        ({"DATABASE_URL": "mysql://u:geheim@h/x"}, "database_url cannot be 'mysql://…@h/x'"),
        ({"DATABASE_URL": "postgresql://u:geheim@h:port/x"}, "database_url cannot be read"),
        ({"DATABASE_URL": "postgresql://[h/x"}, "database_url cannot be read"),
    ],
)
def test_a_wrong_name_or_address_is_refused_without_its_password(
    tmp_path: Path, environ: dict[str, str], named: str
) -> None:
    with pytest.raises(ConfigError) as refused:
        load(environ, instance=tmp_path)
    assert named in str(refused.value)
    assert "geheim" not in str(refused.value)


def test_variables_of_tests_are_no_unknown_settings(tmp_path: Path) -> None:
    assert load(dict.fromkeys(NO_SETTINGS, "1"), instance=tmp_path)


def test_a_folder_that_cannot_keep_anything_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="CONNECT_INSTANCE"):
        load({}, instance=tmp_path / "file" / "instance")


def test_a_port_in_use_is_named_before_the_database_is_touched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} is in use"):
            processes.listen("127.0.0.1", port)
        code, told = said(tmp_path, "serve", CONNECT_PORT=str(port))
    assert (code, "Traceback" in told, "CONNECT_PORT" in told) == (1, False, True)
    assert not (tmp_path / "connect.db").exists()


def test_a_port_of_the_system_and_a_foreign_address_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match=r"host cannot be '192\.0\.2\.1'"):
        processes.listen("192.0.2.1", 8000)

    def refused(*_args: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refused)
    with pytest.raises(ConfigError, match="port 80 may not be opened"):
        processes.listen("127.0.0.1", 80)


def test_a_worker_needs_no_port(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    began = []
    monkeypatch.setattr(processes, "work", lambda: began.append(1))
    monkeypatch.setattr(socket, "create_server", None)
    result = app.test_cli_runner().invoke(worker_command)
    assert (result.exit_code, began) == (0, [1]), result.output


# --- The demo ---------------------------------------------------------------------------------------------


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the demo would have been served with: the second factor of staff."""
    found: list[str] = []
    monkeypatch.setattr(processes, "serve", lambda *_: found.append(config.current().staff_second_factor))
    monkeypatch.setattr(processes, "listen", lambda *_: socket.socket())

    def told(*_: object) -> tuple[str, str]:
        make_person("moderator", "79", phone="+84900000002")
        case, token = post_case()
        return case.public_id, token

    monkeypatch.setattr(fill, "fill", told)
    return found


def demo(app: Flask, *words: str) -> tuple[int, str]:
    """The exit code of the demo and what it said."""
    db.session.remove()
    with app.app_context():
        result = app.test_cli_runner().invoke(demo_command, words)
        db.session.remove()
    return result.exit_code, result.output


def test_the_demo_leaves_a_site_alone_that_it_did_not_make(app: Flask, served: list[str]) -> None:
    make_person("moderator", "79")
    code, told = demo(app)
    assert (code, served) == (1, [])
    assert "CONNECT_INSTANCE" in told


def test_requests_without_any_account_make_a_site_of_its_own_too(app: Flask, served: list[str]) -> None:
    post_case()
    assert demo(app)[0] == 1
    assert served == []


def test_the_demo_serves_what_it_made_again_and_again(app: Flask, served: list[str]) -> None:
    for _ in range(2):
        code, told = demo(app)
        assert code == 0, told
    assert served == ["offered", "offered"]


@pytest.mark.parametrize(
    "settings", [{"host": "0.0.0.0"}, {"host": "::"}, {"trusted_proxies": 1}, {"site_url": "https://help.example.vn"}]
)
def test_the_demo_is_not_for_others_without_a_yes(
    make_app: Callable[..., Flask], served: list[str], settings: dict[str, object]
) -> None:
    app = make_app(**settings)
    with app.app_context():
        assert demo(app)[0] == 1
        assert served == []
        assert demo(app, "--for-others")[0] == 0
    assert served == ["offered"]
