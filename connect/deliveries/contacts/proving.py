"""A push address is kept once its service has taken a first message: until then nobody knows that it is one."""

from connect import config
from connect.crypto.fingerprints import fingerprint
from connect.gateways import media
from connect.gateways.base import Answer, Letter, PushKeys
from connect.gateways.http_client import Client


def takes_push(endpoint: str, keys: PushKeys, *, title: str, text: str, link: str) -> bool:
    """Sends a first message to a browser and says whether it was taken. Outside of any transaction."""
    mark = fingerprint("first-push", endpoint)[:24]
    letter = Letter(endpoint, text, f"first-{mark}", title=title, link=link, keys=keys, topic=mark, ttl_s=3600)
    (outcome,) = media.gateway(config.current(), "push").send_many([letter])
    return outcome.answer == Answer.TAKEN


def may_be_asked(endpoint: str) -> bool:
    """Whether an address is one of a push service of the settings; its network is checked with each message."""
    here = config.current()
    return Client(here.push_hosts, here.gateway_private).allows(endpoint)
