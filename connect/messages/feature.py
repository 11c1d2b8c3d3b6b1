"""Announcements of conversation."""

from connect.messages.blueprint import bp

__all__ = ["bp"]
