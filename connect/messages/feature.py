"""Announcements of conversation: its pages, its links on the pages of a case, the rights over what was said."""

from connect.messages import views
from connect.messages.blueprint import bp
from connect.messages.case_pages import parts
from connect.messages.keeping import rights
from connect.messages.pictures import jobs as picture_jobs, rights as picture_rights, views as pictures
from connect.messages.places import views as places
from connect.messages.polling import parts as news_parts, views as news

__all__ = [
    "bp", "news", "news_parts", "parts", "picture_jobs", "picture_rights", "pictures", "places", "rights", "views",
]  # fmt: skip
