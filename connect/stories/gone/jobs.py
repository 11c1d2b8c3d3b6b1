"""The clock forgets stories, rule by rule, a few at a time."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import db
from connect.registry import retention
from connect.stories import transitions
from connect.stories.gone import actions, queries
from connect.stories.models import Story

PUBLISHED, UNTOLD, WAITING = timedelta(days=365), timedelta(days=30), timedelta(days=90)
TABLES = ("stories", "story_pictures", "story_secrets", "story_consents", "story_events", "story_areas")
__all__ = ["actions"]  # which announces what goes with a story
Which = Callable[[datetime], sa.ColumnElement[bool]]


def _rule(name: str, span: timedelta, which: Which) -> None:
    def due(before: datetime) -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(Story).where(which(before))) or 0

    def wipe(before: datetime) -> int:
        done = 0
        while ids := list(db.session.scalars(sa.select(Story.id).where(which(before)).limit(queries.AT_ONCE))):
            with db.transaction():
                for story in db.session.scalars(sa.select(Story).where(Story.id.in_(ids))):
                    transitions.forget(story)
            done += len(ids)
        return done

    retention.rule(name, span, due=due, wipe=wipe, tables=TABLES)


_rule("stories", PUBLISHED, queries.told_out)
_rule("stories_untold", UNTOLD, queries.came_to_nothing)
_rule("stories_unread", WAITING, queries.left_waiting)
