"""Announcements of stories."""

from connect.stories import rights
from connect.stories.blueprint import bp

__all__ = ["bp", "rights"]
