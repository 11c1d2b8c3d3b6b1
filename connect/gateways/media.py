"""The gateway of each medium: the configured one, or its recording twin."""

import os
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import current_app

from connect.config import Config, minutes_of
from connect.gateways.base import Gateway
from connect.gateways.breaker.rules import Limits
from connect.gateways.breaker.watch import SharedWatch, Watched
from connect.gateways.http_client import Client
from connect.gateways.mail.transport import Smtp
from connect.gateways.push import keys
from connect.gateways.push.sealing import Signer
from connect.gateways.push.transport import NoKey, Push
from connect.gateways.recording import Recorder
from connect.gateways.sms.transport import HttpSms
from connect.gateways.sms.words import Words
from connect.gateways.zalo import codes
from connect.gateways.zalo.transport import App, Wording, Zalo

MEDIA = ("mail", "sms", "push", "zalo")


def outbox(config: Config) -> Path:
    """The folder in which messages are recorded."""
    return config.instance / "outbox"


def gateway(config: Config, medium: str, recorded: bool = False) -> Gateway:
    """The way out of a medium: mail, sms, push or zalo. Messages of a medium without setting are recorded.

    Whoever sends much keeps the gateway: connections and tokens stay with it. `recorded`: those of a drill are recorded
    whatever the settings.
    """
    if recorded:
        return Recorder(medium, outbox(config))
    watch = SharedWatch(limits(config))
    if medium == "sms" and config.sms_url:
        client = Client(urlsplit(config.sms_url).netloc, config.gateway_private)
        return Watched(HttpSms(config.sms_url, config.sms_form, client, config.sms_token, _words(config)), "sms", watch)
    if medium == "mail" and config.mail_url:
        return Watched(Smtp(config.mail_url, config.mail_from, config.site_name), "mail", watch)
    if medium == "push" and config.push_contact:
        if not (key := keys.private()):
            return NoKey()
        return Push(Client(config.push_hosts, config.gateway_private), Signer(key, config.push_contact), watch)
    if medium == "zalo" and config.zalo_app_id:
        return Watched(_zalo(config), "zalo", watch)
    return Recorder(medium, outbox(config))


def _zalo(config: Config) -> Zalo:
    hosts = f"{urlsplit(config.zalo_url).netloc}, {urlsplit(config.zalo_refresh_url).netloc}"
    app = App(
        config.zalo_url, config.zalo_refresh_url, config.zalo_app_id, config.zalo_secret, config.zalo_refresh_token
    )
    template = Wording(config.zalo_template, config.zalo_fields, minutes_of(config.zalo_hours))
    client = Client(hosts, config.gateway_private)
    return Zalo(app, template, client, codes.read(config.zalo_codes), ZoneInfo(config.timezone))


def kept(config: Config, medium: str) -> Gateway:
    """As `gateway`, kept by this process for as long as it lives, with its connections and tokens."""
    ways: dict[tuple[int, str], Gateway] = current_app.extensions.setdefault("connect.gateways", {})
    mine = os.getpid(), medium  # a fork has connections of its own
    if isinstance(ways.get(mine), NoKey | None):
        ways[mine] = gateway(config, medium)
    return ways[mine]


def is_keyed(config: Config, medium: str) -> bool:
    """Whether the gateway knows a key it has had already, so that a second try doubles nothing.

    Of a push the phone shows one, by its tag; of an SMS gateway the form must carry the key, or it knows it not.
    """
    return medium == "push" or (medium == "sms" and "{key}" in config.sms_form and bool(config.sms_duplicate))


def limits(config: Config) -> dict[str, Limits]:
    """The limits that the settings say, by medium."""
    return {
        "sms": Limits(config.sms_per_s, config.sms_a_day),
        "mail": Limits(config.mail_per_s, config.mail_a_day),
        "push": Limits(config.push_per_s),
        "zalo": Limits(config.zalo_per_s, config.zalo_a_day),
    }


def _words(config: Config) -> Words:
    return Words(config.sms_taken, config.sms_duplicate, config.sms_gone, config.sms_closed, config.sms_reference)


def reaches(config: Config, medium: str) -> bool:
    """Whether people are to be offered this medium: it goes out, or developers want to look at it."""
    return config.development or is_set(config, medium)


def is_set(config: Config, medium: str) -> bool:
    """Whether messages of a medium leave this machine."""
    return bool(
        {"sms": config.sms_url, "mail": config.mail_url, "push": config.push_contact, "zalo": config.zalo_app_id}.get(
            medium
        )
    )
