"""Zalo's tokens: one to send by for a day, and one to renew it by, which serves once.

So one process renews, and saves both before anybody uses them. Whoever renews says so in the row first; others wait,
and take over from one that died. They lie sealed among the site's secrets, so backups, moves and further machines have
them.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import NamedTuple

from connect import clock, db
from connect.crypto.fingerprints import SiteSecret

NUMBER = 3  # their row among the site's secrets
EARLY_S = 3600.0  # before its end a token is renewed
HELD_S = 30.0  # how long others wait for whoever renews


@dataclass(frozen=True, slots=True)
class Tokens:
    """The two tokens. `first`: the setting from which they came; `renews` names the process that renews them now."""

    access: str = ""
    refresh: str = ""
    ends_at: float = 0.0
    first: str = ""
    renews: str = ""
    held_until: float = 0.0


class Renewed(NamedTuple):
    """Zalo's answer: two new tokens, and how many seconds the first one holds."""

    access: str
    refresh: str
    lasts_s: float


class Refused(Exception):
    """Zalo gives no new token for this one: an operator has to bring another."""


def access(first: str, renew: Callable[[str], Renewed], *, not_this: str = "") -> str | None:
    """The token to send by, renewed where it must be; None while another process renews it.

    `first`: the refresh token of the setting, used when it is another than that from which the kept ones came.
    `not_this`: a token that Zalo just refused. Raises Refused, or Failed where no answer came.
    """
    mine = secrets.token_hex(8)
    if _is_good(kept := _kept(first), not_this):  # as nearly always: nothing is locked or written
        return kept.access
    with db.transaction():
        kept, now = _kept(first, locked=True), clock.now().timestamp()
        if _is_good(kept, not_this):
            return kept.access
        if kept.held_until > now:
            return kept.access if kept.access != not_this and kept.ends_at > now else None
        held = replace(kept, renews=mine, held_until=now + HELD_S)
        _keep(held)
    try:
        new = renew(held.refresh)
    except Exception:
        _save(replace(held, held_until=0.0), mine)
        raise
    made = Tokens(new.access, new.refresh, clock.now().timestamp() + new.lasts_s, held.first)
    _save(made, mine)
    return made.access


def _save(tokens: Tokens, by: str) -> None:
    """Keeps them, if nobody took over meanwhile: that one's are newer."""
    with db.transaction():
        row = db.session.get(SiteSecret, NUMBER, with_for_update=True, populate_existing=True)
        if row is not None and Tokens(**json.loads(row.value)).renews == by:
            _keep(tokens)


def _is_good(kept: Tokens, not_this: str) -> bool:
    return kept.access not in ("", not_this) and kept.ends_at - clock.now().timestamp() > EARLY_S


def _kept(first: str, *, locked: bool = False) -> Tokens:
    row = db.session.get(SiteSecret, NUMBER, with_for_update=locked or None, populate_existing=True)
    found = Tokens(**json.loads(row.value)) if row is not None else Tokens()
    return found if found.first == first else Tokens(refresh=first, first=first)


def _keep(tokens: Tokens) -> None:
    row, text = db.session.get(SiteSecret, NUMBER), json.dumps(asdict(tokens))
    if row is None:
        db.session.add(SiteSecret(id=NUMBER, value=text))
    else:
        row.value = text
    db.session.flush()
