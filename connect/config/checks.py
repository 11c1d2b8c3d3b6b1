"""The checks of all settings: a wrong one is refused, with its name and with what it may be."""

import re
from dataclasses import fields
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from connect.config import HOTLINE, QUIET, Config, ConfigError, map_tiles
from connect.config.database_urls import POSTGRES, for_sqlalchemy, without_password

LAST_PORT = 65535
NAMED_HOTLINES = ("112", "113", "114", "115")  # known in the whole country; pages have words for them
MOST_HOTLINES = 6
CHOICES = {
    "locale": ("vi", "en"),
    "moderation": (
        "fully_moderated", "dispatch_moderated", "moderation_on_request", "dispatch_assisted", "peer_to_peer",
    ),
    "supplies_first": ("open", "pending"),
    "geocoder": ("areas", "nominatim", "photon"),
    "log_format": ("text", "json"),
    "staff_second_factor": ("required", "offered"),
    "four_eyes_from": ("minor", "moderate", "severe", "extreme"),
}  # fmt: skip
MAY_BE_ZERO = (
    "trusted_proxies", "second_opinion_percent", "writes_waiting", "workers", "senders", "sms_per_s", "sms_a_day",
    "mail_per_s", "mail_a_day", "push_per_s", "zalo_per_s", "zalo_a_day", "sms_price",
)  # fmt: skip
# An address that push services can reach: some refuse one at localhost only when the first message is sent.
PUSH_CONTACT = re.compile(r"(?:mailto:[^@\s]+@|https://)[\w-]+(?:\.[\w-]+)*\.(?!local$)[a-z]{2,}", re.IGNORECASE)
OID = re.compile(r"(?=.{3,40}$)[0-2](?:\.(?:0|[1-9]\d{0,9}))+")
ZALO_CODE = re.compile(r"-?\d{1,6}=(taken|gone|ours|closed|later|token|quota|hours)")
PUSH_HOST = re.compile(r"(?:\*\.)?[\w-]+(?:\.[\w-]+)+(?::\d{1,5})?|localhost(?::\d{1,5})?", re.IGNORECASE)


def check(config: Config) -> None:
    """Raises ConfigError, naming the first setting that is wrong."""
    _check_choices(config)
    _check_numbers(config)
    _check_phones(config)
    _check_hotlines(config)
    _check_gateways(config)
    _check_databases(config)
    _check_addresses(config)
    _check_timezone(config)
    if config.cap_oid and not OID.fullmatch(config.cap_oid):
        raise ConfigError(f"cap_oid cannot be {config.cap_oid!r}, it must be figures such as 2.49.0.1.704.0")


def _check_choices(config: Config) -> None:
    for name, allowed in CHOICES.items():
        if getattr(config, name) not in allowed:
            raise ConfigError(f"{name} cannot be {getattr(config, name)!r}, it must be one of {', '.join(allowed)}")


def _check_numbers(config: Config) -> None:
    for setting in fields(config):
        value = getattr(config, setting.name)
        counts = isinstance(value, int | float) and not isinstance(value, bool)
        if counts and (value < 0 or (value == 0 and setting.name not in MAY_BE_ZERO)):
            raise ConfigError(f"{setting.name} cannot be {value!r}, it must be above zero")
    if config.port > LAST_PORT:
        raise ConfigError(f"port cannot be {config.port}, the last one is {LAST_PORT}")


def _check_phones(config: Config) -> None:
    if config.operator_phone and not re.fullmatch(r"\+?[0-9][0-9 .-]{2,19}", config.operator_phone):
        raise ConfigError(
            f"operator_phone cannot be {config.operator_phone!r}, it must be a number such as 028 1234 567"
        )
    if not re.fullmatch(r"\+?[0-9][0-9 .-]{1,19}", config.medical_hotline):
        raise ConfigError(f"medical_hotline cannot be {config.medical_hotline!r}, it must be a number such as 115")


def _check_hotlines(config: Config) -> None:
    told = [one.strip() for one in config.hotlines.split(",")]
    if len(told) > MOST_HOTLINES:
        raise ConfigError(f"hotlines names {len(told)} numbers, pages have room for {MOST_HOTLINES}")
    for one in told:
        found = HOTLINE.fullmatch(one)
        if found is None:
            raise ConfigError(
                f"hotlines cannot hold {one!r}, it must look like 112 or 1022 Tổng đài phường / Ward office"
            )
        if not found[2] and found[1] not in NAMED_HOTLINES:
            raise ConfigError(f"hotlines: {one} needs words beside it, such as {one} Tổng đài phường / Ward office")


def _check_gateways(config: Config) -> None:
    if config.sms_url and not config.sms_url.startswith(
        ("https://", "http://" if config.gateway_private else "https://")
    ):
        raise ConfigError(f"sms_url cannot be {config.sms_url!r}, it needs an https address")
    if config.mail_url and not (
        config.mail_url.startswith(("smtp://", "smtps://", "smtp+plain://")) and config.mail_from
    ):
        raise ConfigError("mail_url needs smtp://, smtps:// or smtp+plain://, and mail_from beside it")
    if (config.sms_url or config.mail_url) and not config.site_url.startswith(("https://", "http://localhost")):
        raise ConfigError("site_url must say where people reach this site, or messages have no link to carry")
    if config.zalo_app_id and not (config.zalo_secret and config.zalo_refresh_token and config.zalo_template):
        raise ConfigError("zalo_app_id needs zalo_secret, zalo_refresh_token and zalo_template beside it")
    if config.zalo_hours and not QUIET.fullmatch(config.zalo_hours):
        raise ConfigError(f"zalo_hours cannot be {config.zalo_hours!r}, it must look like 07:00-22:00")
    for pair in config.zalo_codes.split(","):
        if not ZALO_CODE.fullmatch(pair.strip()):
            raise ConfigError(f"zalo_codes cannot hold {pair.strip()!r}, it must look like -108=gone")
    if config.push_contact and not PUSH_CONTACT.fullmatch(config.push_contact):
        raise ConfigError(
            f"push_contact cannot be {config.push_contact!r}, push services want mailto:name@example.vn or "
            "https://example.vn, and refuse localhost"
        )
    for host in config.push_hosts.split(","):
        if not PUSH_HOST.fullmatch(host.strip()):
            raise ConfigError(f"push_hosts cannot hold {host.strip()!r}, it must be a host such as *.push.example.com")


def _check_databases(config: Config) -> None:
    for name, kinds in (("database_url", (*POSTGRES, "sqlite:///")), ("database_read_url", POSTGRES)):
        if not (url := getattr(config, name)):
            continue
        if not url.startswith(kinds):
            raise ConfigError(
                f"{name} cannot be {without_password(url)!r}, it must look like postgresql://name:password@host/database"
            )
        try:
            make_url(for_sqlalchemy(url))
        except (ValueError, sa.exc.ArgumentError):  # a port that is no number, a bracket that does not close
            raise ConfigError(f"{name} cannot be read as an address: {without_password(url)!r}") from None
    if config.database_read_url and not config.database_url.startswith(POSTGRES):
        raise ConfigError("database_read_url is for a site on PostgreSQL: set database_url too, SQLite has no replica")


def _check_addresses(config: Config) -> None:
    if config.redis_url and not config.redis_url.startswith(("redis://", "rediss://", "redis+unix://")):
        raise ConfigError("redis_url needs redis://, rediss:// or redis+unix://")
    if config.map_tiles and not map_tiles.is_address(config.map_tiles):
        raise ConfigError(
            f"map_tiles cannot be {config.map_tiles!r}, it must be one host's address with zoom, column and row, such "
            "as https://tiles.example.vn/{z}/{x}/{y}.png"
        )
    if config.geocoder != "areas" and not config.geocoder_url.startswith(("http://", "https://")):
        raise ConfigError(f"geocoder_url cannot be {config.geocoder_url!r}, {config.geocoder} needs an http(s) address")


def _check_timezone(config: Config) -> None:
    if config.quiet_hours and not QUIET.fullmatch(config.quiet_hours):
        raise ConfigError(f"quiet_hours cannot be {config.quiet_hours!r}, it must look like 22:00-06:00")
    try:
        ZoneInfo(config.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise ConfigError(f"timezone {config.timezone!r} is not known") from error
