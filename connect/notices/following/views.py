"""Following a place by push, and all choices on one page that the same browser opens."""

from flask import Response, request
from flask_babel import gettext as _

from connect import db, web
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.deliveries.contacts import proving, tell_here
from connect.deliveries.contacts.models import Contact
from connect.errors import NotFound, RuleBroken
from connect.notices.blueprint import COOKIE as WARD, bp, place_of
from connect.notices.following import actions, queries
from connect.notices.forms import FollowForm, FollowingForm
from connect.web import Answer, cookies, open_to
from connect.web.limits import limiter
from connect.web.pages import languages

COOKIE, LASTS_S = "follow", 400 * cookies.DAY_S


@bp.get("/follow")
@open_to("anyone")
def follow() -> Answer:
    """Shows what following a place means and what is kept; its script asks the browser."""
    return _asked(place_of(request.args.get("area")) or place_of(cookies.kept(WARD)) or areas.get("VN"))


@bp.post("/follow")
@open_to("anyone")
@limiter.limit("60/hour")
def follow_begin() -> Answer:
    """Keeps the browser's push address once its service took a first message."""
    form = FollowForm()
    place = _place(form.area.data)
    if not tell_here.site_key() or not form.validate():
        return _asked(place, _("This browser gave no address for messages. Try again.")), 422
    title = _("You follow %(place)s", place=areas.label(place))
    text = _("Official notices appear here. Press to see your choices.")
    if not proving.takes_push(form.endpoint.data, form.keys, title=title, text=text, link="/notices/following"):
        return _asked(place, _("The message service of this browser did not answer. Try again in a few minutes.")), 422
    try:
        with db.transaction():
            contact = actions.follow(form.endpoint.data, form.keys, place, languages.chosen())
    except RuleBroken as error:
        return _asked(place, error.message), 422
    answer = web.see_other("notices.following")
    cookies.keep(answer, COOKIE, queries.pass_of(contact), LASTS_S)
    return answer


@bp.get("/following")
@open_to("anyone")
def following() -> Answer:
    """Shows this browser what it follows; nothing is changed by looking."""
    contact = queries.by_pass(cookies.kept(COOKIE))
    followed = queries.of_contact(contact) if contact else []
    form = FollowingForm(severity=str(followed[0].from_severity) if followed else "1")
    page = web.page("notices/following.html", places=[areas.by_id(one.area_id) for one in followed], form=form)
    answer = web.private(page)
    if contact:
        cookies.keep(answer, COOKIE, queries.pass_of(contact), LASTS_S)
    return answer


@bp.post("/following")
@open_to("anyone")
def following_change() -> Answer:
    """Leaves a place, chooses a severity, or stops all of it."""
    form, contact = FollowingForm(), queries.by_pass(cookies.kept(COOKIE))
    answer = web.see_other("notices.following")
    if contact is None or not form.validate():
        return answer
    with db.transaction():
        _changed(form, db.session.get_one(Contact, contact.id))
    if queries.by_pass(cookies.kept(COOKIE)) is None:
        cookies.drop(answer, COOKIE)
        web.tell(_("Stopped. Nothing about this browser is kept any more."))
    return answer


def _changed(form: FollowingForm, contact: Contact) -> None:
    if form.stop.data:
        actions.stop(contact)
    elif form.leave.data:
        actions.unfollow(contact, _place(form.leave.data))
    else:
        actions.choose(contact, int(form.severity.data))


def _place(code: str | None) -> Place:
    place = place_of(code)
    if place is None:
        raise NotFound
    return place


def _asked(place: Place, wrong: object = "") -> Response:
    """The page on which a browser may follow. Only here a script may register the site's worker."""
    page = web.page("notices/follow.html", place=place, key=tell_here.site_key(), wrong=wrong)
    return tell_here.lets_register(web.private(page))
