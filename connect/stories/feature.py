"""Announcements of stories."""

from connect.stories import rights
from connect.stories.blueprint import bp
from connect.stories.feed import front, jobs as feed_jobs, reporting, views as feed
from connect.stories.gone import jobs as gone_jobs
from connect.stories.pictures import jobs as picture_jobs, views as pictures

__all__ = ["bp", "feed", "feed_jobs", "front", "gone_jobs", "picture_jobs", "pictures", "reporting", "rights"]
