"""Announcements of the streets: their tiles, what pages say of them, and the command that looks at the file."""

from connect.streets import cli
from connect.streets.views import bp

__all__ = ["bp", "cli"]
