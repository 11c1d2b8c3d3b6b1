"""A wrong setting stops the start and is named."""

from dataclasses import fields
from pathlib import Path

import pytest
import sqlalchemy as sa

from connect.config import Config, ConfigError
from connect.config.loading import load


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"CONNECT_PORT": "many"}, "CONNECT_PORT"),
        ({"CONNECT_PORT": "-1"}, "port"),
        ({"CONNECT_HTTPS": "perhaps"}, "CONNECT_HTTPS"),
        ({"CONNECT_LOCALE": "fr"}, "locale"),
        ({"CONNECT_MODERATION": "none"}, "moderation"),
        ({"CONNECT_TIMEZONE": "Mars/Base"}, "timezone"),
        ({"CONNECT_GEOCODER": "photon"}, "geocoder_url"),
        ({"CONNECT_FRESH_S": "0"}, "fresh_s"),
        ({"DATABASE_READ_URL": "postgresql://x/y"}, "SQLite has no replica"),
        ({"DATABASE_URL": "postgresql://x/y", "DATABASE_READ_URL": "sqlite:///x.db"}, "database_read_url"),
        ({"REDIS_URL": "localhost:6379"}, "redis_url"),
        ({"CONNECT_LOG_FORMAT": "xml"}, "log_format"),
        ({"CONNECT_MAP_TILES": "https://a.vn/{z}/{x}.png"}, "map_tiles cannot be.*such as https://tiles.example.vn"),
        ({"CONNECT_MAP_TILES": "http://a.vn/{z}/{x}/{y}.png"}, "map_tiles"),
        ({"CONNECT_MAP_TILES": "https://a.vn; script-src */{z}/{x}/{y}.png"}, "map_tiles"),
        ({"CONNECT_MAP_TILES": "https://*.a.vn/{z}/{x}/{y}.png"}, "map_tiles"),
        ({"CONNECT_MAP_TILES": "https://{s}.a.vn/{z}/{x}/{y}.png"}, "map_tiles"),
        ({"CONNECT_MAP_TILES": "https://a.vn/{z}/{x}/{y}.html"}, "map_tiles"),
        ({"CONNECT_MEDICAL_HOTLINE": "javascript:1"}, "medical_hotline cannot be"),
        ({"CONNECT_HOTLINES": "112; 115"}, "hotlines cannot hold '112; 115'"),
        ({"CONNECT_HOTLINES": "112,"}, "hotlines cannot hold ''"),
        ({"CONNECT_HOTLINES": "112, javascript:alert(1)"}, "hotlines cannot hold"),
        ({"CONNECT_HOTLINES": "112, 1022"}, "1022 needs words beside it"),
        ({"CONNECT_HOTLINES": "1 A1, 112"}, "hotlines cannot hold"),
        ({"CONNECT_HOTLINES": ",".join(["112"] * 7)}, "hotlines names 7 numbers"),
    ],
)
def test_a_wrong_value_is_refused_and_named(tmp_path: Path, environ: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        load(environ, instance=tmp_path)


@pytest.mark.parametrize("text", ["port = 'x'", "prot = 1", "port =", "port = true", "https = 'yes it is'", "\ud8ff"])
def test_a_wrong_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(ConfigError, match=r"config\.toml"):
        load({}, instance=tmp_path)


def test_the_environment_is_stronger_than_the_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("port = 1111\nsite_name = 'Quận Mười'")
    config = load({"CONNECT_PORT": "2222", "DATABASE_URL": "postgresql://x/y"}, instance=tmp_path)
    assert (config.port, config.site_name) == (2222, "Quận Mười")
    assert config.sqlalchemy_url == "postgresql+psycopg://x/y"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("postgres://u:p@one/db", "u:p@one/db"),
        ("postgresql://one,two/db", "/db?host=one&host=two"),
        (
            "postgresql://u:p%2C@one:1,two:2/db?target_session_attrs=read-write",
            "u:p%2C@/db?host=one:1&host=two:2&target_session_attrs=read-write",
        ),
        ("postgresql+psycopg://u@one:1,two:2/db", "u@/db?host=one:1&host=two:2"),
    ],
)
def test_the_address_of_a_database_may_name_several_hosts(typed: str, read: str, tmp_path: Path) -> None:
    url = load({"DATABASE_URL": typed}, instance=tmp_path).sqlalchemy_url
    assert url == f"postgresql+psycopg://{read}"
    sa.create_engine(url)


def test_emergency_numbers_are_read_in_their_order_with_their_words(tmp_path: Path) -> None:
    text = "115 , 1022 Tổng đài phường/Ward office, 0234.3822.114 Trực lũ"
    assert load({"CONNECT_HOTLINES": text}, instance=tmp_path).hotline_entries == [
        ("115", "", ""), ("1022", "Tổng đài phường", "Ward office"), ("0234.3822.114", "Trực lũ", ""),
    ]  # fmt: skip
    assert [one for one, *_ in load({}, instance=tmp_path).hotline_entries] == ["112", "115", "114", "113"]


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first, second = load({}, instance=tmp_path), load({}, instance=tmp_path)
    assert first.secret_key == second.secret_key != ""
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_every_setting_is_documented() -> None:
    assert all(len(setting.metadata["doc"]) > 10 for setting in fields(Config))
