"""The page on which a helper lets this browser tell of the own cases, and stops it."""

from flask_babel import gettext as _

from connect import config, db, web
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import current_session
from connect.deliveries.blueprint import bp
from connect.deliveries.contacts import persons, proving, tell_here
from connect.web import Answer, open_to
from connect.web.limits import limiter
from connect.web.pages import languages
from connect.web.pages.forms import Form


@bp.get("/here")
@open_to("signed_in")
def here() -> Answer:
    """Shows what is told, how many browsers do, and the one press that begins or stops it."""
    person = current_session.current_person()
    told, desk = len(persons.browsers(person.id)), person.has_role(RoleName.OFFICIAL) or person.has_role(RoleName.ADMIN)
    page = web.page("deliveries/here.html", key=tell_here.site_key(), told=told, desk=desk)
    return tell_here.lets_register(web.private(page))


@bp.post("/here")
@open_to("signed_in")
@limiter.limit("60/hour")
def here_begin() -> Answer:
    """Keeps the browser's address once its service took a first message."""
    form = tell_here.AddressForm()
    if not tell_here.site_key() or not form.validate():
        web.warn(_("This browser gave no address for messages. Try again."))
    elif not _takes(form):
        web.warn(_("The message service of this browser did not answer. Try again in a few minutes."))
    else:
        with db.transaction():
            person = current_session.current_person()
            persons.begin(person.id, form.endpoint.data or "", form.keys, languages.chosen())
        web.tell(_("This browser tells you as soon as there is news."))
    return web.see_other("deliveries.here")


def _takes(form: tell_here.AddressForm) -> bool:
    title = _("%(site)s: news will appear here", site=config.current().site_name)
    return proving.takes_push(
        form.endpoint.data or "", form.keys, title=title, text="", link="/deliveries/here"
    )  # fmt: skip


@bp.post("/here/stop")
@open_to("signed_in")
def here_stop() -> Answer:
    """Forgets every browser that tells this person."""
    if Form().validate():
        with db.transaction():
            persons.stop(current_session.current_person().id)
        web.tell(_("Stopped. No browser tells you any more."))
    return web.see_other("deliveries.here")
