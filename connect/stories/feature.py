"""Announcements of stories."""

from connect.stories.blueprint import bp

__all__ = ["bp"]
