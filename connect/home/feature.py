"""Announcements of the front page: the number to call, between the parts of the features."""

from connect.home.views import bp
from connect.registry import demo_data, front_page

__all__ = ["bp"]

front_page.part("home/front_hotline.html", order=20, place="links")
demo_data.part("connect.home.demo", order=95)
