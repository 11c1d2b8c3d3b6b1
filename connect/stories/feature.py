"""Announcements of stories: pages of both sides, the moderators' desk, parts on pages of a case, feeds for readers."""

from connect.registry import demo_data
from connect.stories import rights, views
from connect.stories.beginning import parts
from connect.stories.blueprint import bp
from connect.stories.desk import moderation_work, views as desk
from connect.stories.feed import front, jobs as feed_jobs, reporting, views as feed
from connect.stories.gone import jobs as gone_jobs
from connect.stories.pictures import jobs as picture_jobs, views as pictures

__all__ = [
    "bp", "desk", "feed", "feed_jobs", "front", "gone_jobs", "moderation_work", "parts", "picture_jobs", "pictures",
    "reporting", "rights", "views",
]  # fmt: skip

demo_data.part("connect.stories.demo", order=70)
