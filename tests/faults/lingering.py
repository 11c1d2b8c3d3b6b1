"""A site with a bug planted on purpose: pages of stories may be kept for a minute."""

from connect.stories.feed import views
from wsgi import app as app

views.SHARED_S = 60
