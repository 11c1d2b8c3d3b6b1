"""What the front page announces: the number to call, between what features show."""

from connect.home.views import bp
from connect.registry import front_page

__all__ = ["bp"]

front_page.part("home/front_hotline.html", order=20)
