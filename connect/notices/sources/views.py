"""The sources of an official's channels: what came from each and why it stands where it does, adding and removing."""

from typing import NamedTuple

from flask import Response, request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import queries as accounts
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.errors import NotAllowed, NotFound, RuleBroken
from connect.notices.blueprint import bp
from connect.notices.models import Channel
from connect.notices.rules import covers
from connect.notices.sources import actions, fetching, queries, words
from connect.notices.sources.fetching import Fetched
from connect.notices.sources.forms import SourceForm
from connect.notices.sources.models import Source
from connect.notices.sources.reading.reader import Read
from connect.notices.sources.reading.verdicts import Code, Outcome, Reason, outcome_of
from connect.notices.writing.filling import open_channels
from connect.web import Answer, open_to
from connect.web.limits import limiter

sparingly = limiter.limit("30/hour", methods=["POST"], key_func=lambda: f"sources:{current_person().id}")


class Line(NamedTuple):
    """One alert as it is shown before its source is kept."""

    title: str
    outcome: Outcome
    reasons: list[Reason]


@bp.get("/sources")
@open_to("official")
def sources() -> Answer:
    """The sources of somebody's channels, and how the last look at each went."""
    page = web.page(
        "notices/sources.html", sources=queries.of_official(current_person()), writes=bool(open_channels()), words=words
    )
    return web.private(page)


@bp.route("/sources/add", methods=["GET", "POST"])
@open_to("official")
@current_session.proved("notices.source_add", keeps=["address", "label"])
@sparingly
def source_add() -> Answer:
    """A new source. The first press shows what would come of it, and keeps nothing; the second keeps it."""
    form = SourceForm(data=current_session.before_proof() if request.method == "GET" else {})
    channels = open_channels()
    form.offer(channels)
    if not form.is_submitted():
        return _asked(form)
    if not form.validate():
        return _asked(form), 422
    channel = next(one for one in channels if one.id == form.channel.data)
    try:
        return _kept(form, channel) if "keep" in request.form else _previewed(form, channel)
    except (RuleBroken, NotAllowed) as error:
        form.form_errors.append(error.message)
        return _asked(form), 422


@bp.get("/sources/<pid:public_id>")
@open_to("official")
def source(public_id: str) -> Answer:
    """The alerts that came from a source, with every reason."""
    found = _own(public_id)
    page = web.page(
        "notices/source.html", source=found, entries=queries.entries(found), words=words,
        refused=[Reason(Code(code), what) for code, what in reversed(found.refused[-20:])], reason=Reason, code=Code,
    )  # fmt: skip
    return web.private(page)


@bp.post("/sources/<pid:public_id>/<any(look, remove):verb>")
@open_to("official")
@current_session.proved("notices.source")
@sparingly
def source_move(public_id: str, verb: str) -> Answer:
    """Asks a source at once, or removes it."""
    found = _own(public_id)
    if verb == "remove":
        with db.transaction():
            actions.close(_own(public_id), current_person())
        web.tell(_("The source is removed. Drafts that came of it stay."))
        return web.see_other("notices.sources")
    counts = fetching.look(found.id)
    web.tell(_("Asked just now. New drafts: %(count)s.", count=counts.get("drafts", 0)))
    return web.see_other("notices.source", public_id=public_id)


def _own(public_id: str) -> Source:
    """A source of a channel of the official who asks; those of others do not exist."""
    found = queries.by_public_id(public_id)
    if not covers(accounts.scopes(current_person(), RoleName.OFFICIAL), [found.channel.area.path]):
        raise NotFound
    return found


def _kept(form: SourceForm, channel: Channel) -> Answer:
    with db.transaction():
        made = actions.add(channel, *form.values(), current_person())
    web.tell(_("The source is kept. It is asked every five minutes; what it says becomes drafts."))
    return web.see_other("notices.source", public_id=made.public_id)


def _previewed(form: SourceForm, channel: Channel) -> Answer:
    """The form again with what would come; nothing of the database is held while the source answers."""
    address, _label = form.values()
    actions.check(channel, address, current_person())
    db.session.rollback()
    told = fetching.fetched(address)
    return _asked(form, told, [_line(channel, read) for file in told.files for read in file.reads])


def _line(channel: Channel, read: Read) -> Line:
    if read.alert is None:
        return Line("", Outcome.REFUSED, list(read.reasons))
    _places, reasons = actions.own_of(channel, read)
    return Line(actions.title_of(read.alert), outcome_of(reasons), reasons)


def _asked(form: SourceForm, told: Fetched | None = None, lines: list[Line] | None = None) -> Response:
    return web.private(web.page("notices/source_add.html", form=form, told=told, lines=lines or [], words=words))
