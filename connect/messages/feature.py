"""Announcements of conversation: its pages, its links on the pages of a case, the rights over what was said."""

from connect.messages import views
from connect.messages.blueprint import bp
from connect.messages.case_pages import parts
from connect.messages.keeping import rights

__all__ = ["bp", "parts", "rights", "views"]
