"""Announcements of shopping for others."""

from connect.shopping.blueprint import bp

__all__ = ["bp"]
