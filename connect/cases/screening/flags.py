"""Why a request is looked at before others see it. Nothing is refused here: life comes first."""

from datetime import timedelta
from functools import lru_cache

import sqlalchemy as sa

from connect import clock, config, db
from connect.cases import rules
from connect.cases.models import DRILL_SQL, Case, CaseEvent
from connect.cases.rules import Verb
from connect.cases.screening import scam_patterns
from connect.cases.screening.models import WatchedPhone


def flags_of(texts: list[str], phone_hash: str, area_id: int) -> list[str]:
    """The flags of a request about to be made: its words, its phone, and how much comes from its ward."""
    here, now, reader = config.current(), clock.now(), db.Reader()
    day, hour = (reader.value_of(now - span) for span in (timedelta(days=1), timedelta(hours=1)))
    asked = (phone_hash, day, phone_hash, phone_hash, area_id, hour, area_id, hour)
    today, ever, watched, in_area = reader.rows(_seen_sql(reader.mark), asked)[0]
    found = {
        "suspicious": scam_patterns.suspicions("\n".join(texts)),
        "first_post": here.review_first_posts and not ever,
        "watched_phone": watched,
        "many_from_phone": today >= here.asks_per_phone_day,
        "many_in_area": in_area >= here.asks_per_area_hour,
    }
    return [flag for flag, holds in found.items() if holds]


def of_words(texts: list[str]) -> list[str]:
    """The flags of words that stand beside a request, and not in it."""
    return ["suspicious"] if scam_patterns.suspicions("\n".join(texts)) else []


def is_crowded(area_id: int) -> bool:
    """Whether so much comes from a ward that posts of one instant must wait for each other to be counted exactly."""
    reader = db.Reader()
    hour = reader.value_of(clock.now() - timedelta(hours=1))
    return (
        int(reader.rows(_in_area_sql(reader.mark), (area_id, hour) * 2)[0][0]) * 2
        >= config.current().asks_per_area_hour
    )


@lru_cache
def _today_sql(mark: str) -> str:
    return f"SELECT count(*) FROM case_secrets WHERE phone_hash = {mark} AND consent_at > {mark}"  # nosec B608 # noqa: S608


@lru_cache
def _in_area_sql(mark: str) -> str:
    # States and urgencies are named so that the index on them finds the last hour; else it walks all of the ward.
    states = ", ".join(f"'{state}'" for state in rules.STATES)
    urgencies = ", ".join(map(str, rules.URGENCY_NAMES))
    drills = f"SELECT count(*) FROM cases WHERE {DRILL_SQL} AND area_id = {mark} AND waiting_since > {mark}"  # nosec B608 # noqa: S608
    return f"""SELECT count(*) - ({drills}) FROM cases WHERE area_id = {mark} AND state IN ({states})
        AND urgency IN ({urgencies}) AND waiting_since > {mark}"""  # nosec B608 # noqa: S608 - every value is bound


@lru_cache
def _seen_sql(mark: str) -> str:
    return f"""
        SELECT ({_today_sql(mark)}), EXISTS (SELECT 1 FROM case_secrets WHERE phone_hash = {mark}),
            EXISTS (SELECT 1 FROM watched_phones WHERE phone_hash = {mark}), ({_in_area_sql(mark)})
    """  # nosec B608 # noqa: S608 - made of constants; every value is bound


def is_watched(phone_hash: str) -> bool:
    """Whether a moderator wants to see every request of this phone first."""
    return db.session.get(WatchedPhone, phone_hash) is not None


def flags_on(case: Case) -> list[str]:
    """Why this case was or is held, oldest reason first."""
    reasons = sa.select(CaseEvent.reason).where(CaseEvent.case_id == case.id, CaseEvent.verb.in_(("flag", Verb.HOLD)))
    return list(dict.fromkeys(reason for reason in db.session.scalars(reasons.order_by(CaseEvent.id)) if reason))
