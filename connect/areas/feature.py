"""Announcements of the areas: their look-up by name, and the commands that load them."""

from connect.areas import cli
from connect.areas.views import bp

__all__ = ["bp", "cli"]
