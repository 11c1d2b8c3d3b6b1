"""Announcements of offers: their pages, their entry of the navigation, the clock's work, what claims bring along."""

from flask_babel import lazy_gettext as _l

from connect.offers.keeping import jobs, rights
from connect.offers.loans import parts as loan_parts, views as loan_views
from connect.offers.loans.keeping import jobs as loan_jobs, rights as loan_rights
from connect.offers.stock import parts
from connect.offers.views import bp
from connect.registry import demo_data, front_page, navigation

__all__ = ["bp", "jobs", "loan_jobs", "loan_parts", "loan_rights", "loan_views", "parts", "rights"]

navigation.entry("offers.mine", "heart", _l("To give"), order=25, roles=("volunteer",))

front_page.part("offers/front_links.html", order=20, place="links")

demo_data.part("connect.offers.demo", order=40)
demo_data.part("connect.offers.loans.demo", order=17)
