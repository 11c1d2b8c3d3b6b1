"""Why a request is looked at before others see it. Nothing is refused here: life comes first."""

from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.cases import suspicion
from connect.cases.models import Case, CaseEvent, CaseSecret, WatchedPhone


def flags_of(texts: list[str], phone_hash: str, area_id: int) -> list[str]:
    """The flags of a request about to be made: its words, its phone, and how much comes from its ward."""
    here, now = config.current(), clock.now()
    today = _posted(phone_hash, now - timedelta(days=1))
    found = {
        "suspicious": suspicion.suspicions("\n".join(texts)),
        "first_post": here.review_first_posts and not (today or _posted(phone_hash)),
        "watched_phone": is_watched(phone_hash),
        "many_from_phone": today >= here.asks_per_phone_day,
        "many_in_area": _in_area(area_id) >= here.asks_per_area_hour,
    }
    return [flag for flag, holds in found.items() if holds]


def _posted(phone_hash: str, since: object = db.EPOCH) -> int:
    asked = sa.select(sa.func.count()).where(CaseSecret.phone_hash == phone_hash, CaseSecret.consent_at > since)
    return db.session.scalar(asked) or 0


def _in_area(area_id: int) -> int:
    since = clock.now() - timedelta(hours=1)
    return db.session.scalar(sa.select(sa.func.count()).where(Case.area_id == area_id, Case.waiting_since > since)) or 0


def posted_today(phone_hash: str) -> int:
    """How many requests of this phone came within a day."""
    return _posted(phone_hash, clock.now() - timedelta(days=1))


def is_watched(phone_hash: str) -> bool:
    """Whether a moderator wants to see every request of this phone first."""
    return db.session.get(WatchedPhone, phone_hash) is not None


def flags_on(case: Case) -> list[str]:
    """Why this case was or is held, oldest reason first."""
    reasons = sa.select(CaseEvent.reason).where(CaseEvent.case_id == case.id, CaseEvent.verb.in_(("flag", "hold")))
    return list(dict.fromkeys(reason for reason in db.session.scalars(reasons.order_by(CaseEvent.id)) if reason))
