"""Why a request is looked at before others see it. Nothing is refused here: life comes first."""

from datetime import timedelta

import sqlalchemy as sa

from connect import clock, config, db
from connect.cases import rules, suspicion
from connect.cases.models import Case, CaseEvent, CaseSecret, WatchedPhone


def flags_of(texts: list[str], phone_hash: str, area_id: int) -> list[str]:
    """The flags of a request about to be made: its words, its phone, and how much comes from its ward."""
    here, now = config.current(), clock.now()
    asked = {"phone": phone_hash, "area": area_id, "day": now - timedelta(days=1), "hour": now - timedelta(hours=1)}
    seen = db.session.execute(_SEEN, asked).one()
    found = {
        "suspicious": suspicion.suspicions("\n".join(texts)),
        "first_post": here.review_first_posts and not seen.ever,
        "watched_phone": seen.watched,
        "many_from_phone": seen.today >= here.asks_per_phone_day,
        "many_in_area": seen.in_area >= here.asks_per_area_hour,
    }
    return [flag for flag, holds in found.items() if holds]


def _posted(since: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(sa.func.count()).where(CaseSecret.phone_hash == sa.bindparam("phone"), since)


_POSTED_SINCE = _posted(CaseSecret.consent_at > sa.bindparam("day", type_=db.Moment()))
# States and urgencies are named so that the index on them finds the last hour; else it walks all of the ward.
_IN_AREA = sa.select(sa.func.count()).where(
    Case.area_id == sa.bindparam("area"), Case.state.in_(rules.STATES), Case.urgency.in_(rules.URGENCY_NAMES),
    Case.waiting_since > sa.bindparam("hour", type_=db.Moment()),
)  # fmt: skip
_SEEN = sa.select(
    _POSTED_SINCE.scalar_subquery().label("today"),
    _posted(sa.true()).scalar_subquery().label("ever"),
    sa.exists().where(WatchedPhone.phone_hash == sa.bindparam("phone")).label("watched"),
    _IN_AREA.scalar_subquery().label("in_area"),
)


def posted_today(phone_hash: str) -> int:
    """How many requests of this phone came within a day."""
    return db.session.scalar(_POSTED_SINCE, {"phone": phone_hash, "day": clock.now() - timedelta(days=1)}) or 0


def is_watched(phone_hash: str) -> bool:
    """Whether a moderator wants to see every request of this phone first."""
    return db.session.get(WatchedPhone, phone_hash) is not None


def flags_on(case: Case) -> list[str]:
    """Why this case was or is held, oldest reason first."""
    reasons = sa.select(CaseEvent.reason).where(CaseEvent.case_id == case.id, CaseEvent.verb.in_(("flag", "hold")))
    return list(dict.fromkeys(reason for reason in db.session.scalars(reasons.order_by(CaseEvent.id)) if reason))
