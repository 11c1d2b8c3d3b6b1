"""The troubles of gateways in sentences for an operator, each with what to do."""

from collections.abc import Mapping

from connect import clock
from connect.config import Config
from connect.gateways.breaker import watch
from connect.gateways.breaker.rules import Limits
from connect.gateways.push import keys

_WHAT_TO_DO = {
    "http_401": "it refuses the token: look at sms_token, or at the clock of this machine for pushes",
    "http_403": "it refuses this site: look at the token, at push_contact, and at the clock of this machine",
    "http_404": "its address is not there: look at sms_url",
    "http_429": "it asks for fewer messages: set its limit (sms_per_s, mail_per_s, push_per_s)",
    "closed_by_word": "it lets this site send nothing, as it does when the account is empty",
    "no_word_of_taken": "it takes no message: look at sms_form and sms_taken",
    "smtp_535": "it refuses name or password: look at mail_url",
    "SMTPAuthenticationError": "it refuses name or password: look at mail_url",
    "SMTPNotSupportedError": "it has no encryption: look at mail_url",
    "timeout": "it does not answer in time; it is asked again by itself",
}
_ELSE = "it is asked again by itself"


def troubles(config: Config) -> list[str]:
    """A sentence for each gateway that is left alone just now; empty when all are well."""
    found = [
        f"{row.name} is left alone until {row.closed_until:%Y-%m-%d %H:%M} UTC ({row.why}): "
        f"{_WHAT_TO_DO.get(row.why, _ELSE)}."
        for row in watch.closed()
    ]
    if config.push_contact and keys.private() is None:
        found.append("push has no key: run `flask setup`.")
    return found


def state(config: Config, limits: Mapping[str, Limits]) -> list[str]:
    """A sentence for each way out that is set: its key and contact, and what is left of the day's quota."""
    found = []
    if config.push_contact and keys.private() is not None:
        found.append(f"push: its key is there, and push services can write to {config.push_contact}.")
    used = watch.used_today(clock.now())
    for medium, limit in limits.items():
        if limit.a_day:
            left = max(0, limit.a_day - used.get(medium, 0))
            found.append(f"{medium}: {left} of {limit.a_day} messages are left today.")
    return found
