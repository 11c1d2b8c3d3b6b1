"""How often an address is asked, how long its answer is waited for, what a code looks like. Without a database."""

import re
import secrets
from datetime import timedelta
from typing import NamedTuple


class Limits(NamedTuple):
    """How often one address, one network may be asked; how long an answer counts, and how often it may be wrong."""

    of_address: tuple[str, ...]
    valid: timedelta
    tries: int


OF_NETWORK = "20 per hour"
BY_MEDIUM = {
    "mail": Limits(("3 per day", "10 per 30 days"), timedelta(days=1), 1),
    "sms": Limits(("2 per day", "6 per 30 days"), timedelta(minutes=15), 5),
    "zalo": Limits(("2 per day", "6 per 30 days"), timedelta(minutes=15), 5),
}
BY_CODE = ("sms", "zalo")
CODE_DIGITS = 6
LONGEST_MAIL = 254  # RFC 5321
# One address and nothing beside it; what its server takes, it says itself.
_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def mail_of(typed: str) -> str | None:
    """The mail address in what was typed, its host in small letters; None where it is none.

    >>> mail_of(" Lan@Example.VN "), mail_of("a@b"), mail_of("a@example.vn, b@example.vn")
    ('Lan@example.vn', None, None)
    """
    found = typed.strip().removeprefix("mailto:")
    if len(found) > LONGEST_MAIL or not _MAIL.fullmatch(found) or ".." in found or found.startswith("."):
        return None
    name, _, host = found.rpartition("@")
    return f"{name}@{host.lower()}"


def new_code() -> str:
    """Six figures by chance."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def code_of(typed: str) -> str:
    """The figures of a code as it was typed, with spaces or a dash between them."""
    return re.sub(r"[\s.-]", "", typed)[: CODE_DIGITS + 1]


def for_eyes(medium: str, address: str) -> str:
    """An address so that its holder knows it and nobody else learns it.

    >>> for_eyes("mail", "lan@example.vn"), for_eyes("sms", "+84912345678")
    ('l…@example.vn', '…678')
    """
    if medium == "mail":
        name, _, host = address.rpartition("@")
        return f"{name[:1]}…@{host}"
    return f"…{address[-3:]}"
