"""Announcements of supply points."""

from connect.supplies.blueprint import bp

__all__ = ["bp"]
