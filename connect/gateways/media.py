"""The gateway of each medium: the configured one, or its recording twin."""

from pathlib import Path

from connect.config import Config
from connect.gateways.base import Gateway
from connect.gateways.mail.transport import Smtp
from connect.gateways.recording import Recorder
from connect.gateways.sms.transport import HttpSms

MEDIA = ("mail", "sms", "push")


def outbox(config: Config) -> Path:
    """The folder in which messages are recorded."""
    return config.instance / "outbox"


def gateway(config: Config, medium: str) -> Gateway:
    """The way out of a medium: mail, sms or push. Messages of a medium without setting are recorded."""
    if medium == "sms" and config.sms_url:
        return HttpSms(config.sms_url, config.sms_form, config.sms_token, config.gateway_private)
    if medium == "mail" and config.mail_url:
        return Smtp(config.mail_url, config.mail_from, config.site_name)
    return Recorder(medium, outbox(config))


def reaches(config: Config, medium: str) -> bool:
    """Whether people are to be offered this medium: it goes out, or developers want to look at it."""
    return config.development or bool({"sms": config.sms_url, "mail": config.mail_url}.get(medium))
