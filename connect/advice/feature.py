"""Announcements of medical advice."""

from connect.advice import actions, queries
from connect.advice.blueprint import bp

__all__ = ["actions", "bp", "queries"]
