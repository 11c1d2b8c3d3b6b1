"""Announcements of supply points."""

from connect.supplies.blueprint import bp
from connect.supplies.freshness import rights as reminder_rights
from connect.supplies.keeping import rights
from connect.supplies.said import reporting

__all__ = ["bp", "reminder_rights", "reporting", "rights"]
