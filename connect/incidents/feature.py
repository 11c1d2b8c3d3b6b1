"""Announcements of incidents: what becomes of what is kept about officials, and the lines of the log."""

from flask_babel import lazy_gettext as _l

from connect.crypto import audit_log
from connect.incidents import listing, models, views
from connect.incidents.blueprint import bp
from connect.incidents.catalogue import views as catalogue
from connect.incidents.drill import views as drill
from connect.incidents.questions.views import questions
from connect.incidents.signs import actions as signs, views as sign_views
from connect.registry import demo_data, front_page, navigation, personal_data

__all__ = ["bp", "catalogue", "drill", "models", "questions", "sign_views", "signs", "views"]

navigation.entry("incidents.mine", "bell", _l("Switches"), order=52, roles=("official", "admin"))

personal_data.fate(
    "incidents", "switches", "question_sets",
    told="what an authority decides is public", gone="stays: an authority's word, whoever wrote it",
)  # fmt: skip

personal_data.fate(
    "utilities",
    told="what an admin adds for everybody is public", gone="stays: part of the site, whoever added it",
)  # fmt: skip

audit_log.kinds(
    incident_made="an official made an incident",
    incident_ended="an official ended an incident",
    switch_planned="a utility was planned to be on or off in an area",
    switch_on="a utility was turned on in an area at once",
    switch_off="a utility was turned off in an area",
    switch_ended="a line of the switchboard ends sooner",
    switch_confirmed="a second official confirmed what one had turned on alone",
)

front_page.place_part("incidents/place.html", order=20, slot="wide", values=lambda area: {"lists": listing.of(area)})

demo_data.part("connect.incidents.demo.incidents", order=15)
demo_data.part("connect.incidents.demo.board", order=35)
