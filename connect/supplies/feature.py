"""Announcements of supply points."""

from connect.supplies.blueprint import bp
from connect.supplies.keeping import rights

__all__ = ["bp", "rights"]
