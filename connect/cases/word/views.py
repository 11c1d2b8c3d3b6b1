"""*Tell me here* on the requester's own page: one press begins, one press stops."""

from flask_babel import gettext as _

from connect import config, db, web
from connect.cases import queries as cases, rules
from connect.cases.models import Case
from connect.cases.views.blueprint import bp
from connect.cases.views.mine import kept
from connect.cases.word import actions, queries
from connect.deliveries.contacts import proving, tell_here
from connect.errors import NotFound
from connect.web import Answer, open_to
from connect.web.limits import limiter
from connect.web.pages import languages


@bp.post("/word/<token>")
@open_to("anyone")
@limiter.limit("60/hour")
def word(token: str) -> Answer:
    """Keeps the browser's address once its service took a first message, which says nothing of any request."""
    _case(token)
    form = tell_here.AddressForm()
    if not tell_here.site_key() or not form.validate():
        web.warn(_("This browser gave no address for messages. Try again."))
    elif not _takes(form, token):
        web.warn(_("The message service of this browser did not answer. Try again in a few minutes."))
    else:
        with db.transaction():
            actions.begin(cases.by_token(token), form.endpoint.data or "", form.keys, languages.chosen())
        web.tell(_("This browser tells you as soon as there is news."))
    return web.see_other("cases.mine", token=token)


@bp.post("/word/<token>/stop")
@open_to("anyone")
def word_stop(token: str) -> Answer:
    """Forgets every browser that is told of this request."""
    _case(token)
    with db.transaction():
        actions.stop(cases.by_token(token))
    web.tell(_("Stopped. No browser is told of this request any more."))
    return web.see_other("cases.mine", token=token)


def _case(token: str) -> Case:
    """The case of the link. Of a drill nobody's phone rings, so there is no such page."""
    case = kept(token)
    if case.guarded == rules.DRILL:
        raise NotFound
    return case


def _takes(form: tell_here.AddressForm, token: str) -> bool:
    title = _("%(site)s: news will appear here", site=config.current().site_name)
    return proving.takes_push(form.endpoint.data or "", form.keys, title=title, text="", link=queries.path_of(token))
