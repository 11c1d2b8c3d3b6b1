"""The public's board, and the officials' pages that write it."""

from connect.incidents.views import board, copy, incident, line

__all__ = ["board", "copy", "incident", "line"]
