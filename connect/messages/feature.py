"""Announcements of conversation: its pages, its links on the pages of a case, the rights over what was said."""

from connect.messages import views
from connect.messages.blueprint import bp
from connect.messages.case_pages import parts
from connect.messages.keeping import rights
from connect.messages.moderators import moderation_work, views as moderators
from connect.messages.phrases import views as phrases
from connect.messages.pictures import jobs as picture_jobs, rights as picture_rights, views as pictures
from connect.messages.places import views as places
from connect.messages.polling import parts as news_parts, views as news
from connect.messages.word import dispatching as word, rights as word_rights
from connect.registry import demo_data

__all__ = [
    "bp",
    "moderation_work",
    "moderators",
    "news",
    "news_parts",
    "parts",
    "phrases",
    "picture_jobs",
    "picture_rights",
    "pictures",
    "places",
    "rights",
    "views",
    "word",
    "word_rights",
]

demo_data.part("connect.messages.demo", order=60)
