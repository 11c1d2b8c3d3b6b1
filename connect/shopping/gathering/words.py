"""Why a stop is in no route, in words."""

from flask_babel import lazy_gettext as _l

from connect.shopping.runs.routes import Why

WHY = {
    Why.TOO_HEAVY: _l("too heavy for every team"),
    Why.WINDOW: _l("its time is too short"),
    Why.OUTSIDE: _l("outside of the wards of the run"),
    Why.ELSEWHERE: _l("in another run"),
    Why.TAKEN: _l("somebody else has taken it"),
    Why.FULL: _l("the teams are full"),
    Why.TIME: _l("over the time of the teams"),
    Why.CHANGED: _l("the household has changed or taken it back"),
}
