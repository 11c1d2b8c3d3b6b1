"""Announcements of the front page: the number to call, between the parts of the features."""

from connect.home import views
from connect.home.blueprint import bp
from connect.home.place import views as place
from connect.registry import demo_data, front_page

__all__ = ["bp", "place", "views"]

front_page.part("home/front_hotline.html", order=20, place="links")
front_page.part("home/front_ward.html", order=50, place="news")
front_page.place_part("home/place_hotline.html", order=90, slot="figures")
demo_data.part("connect.home.demo", order=95)
