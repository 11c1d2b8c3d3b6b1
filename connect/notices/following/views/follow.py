"""The ways into following a place or a channel: by this browser, by mail, by SMS; each is proven first."""

from flask import Response, request
from flask_babel import gettext as _

from connect import config, db, web
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.crypto import signing
from connect.crypto.tokens import new_link_token
from connect.deliveries.contacts import passes, proving, tell_here
from connect.deliveries.contacts.models import Contact
from connect.errors import NotFound, RuleBroken
from connect.gateways.media import reaches
from connect.notices.blueprint import COOKIE as WARD, bp
from connect.notices.channels import queries as channels
from connect.notices.channels.rules import ChannelState
from connect.notices.following import actions
from connect.notices.following.asking import actions as asking, rules
from connect.notices.following.asking.limits import Leave, leave_to_ask
from connect.notices.following.forms import AnswerForm, ByForm, CodeForm, FollowForm, MailForm, PhoneForm
from connect.notices.models import Channel
from connect.web import Answer, cookies, open_to
from connect.web.limits import limiter
from connect.web.pages import languages

COOKIE, LASTS_S = "follow", 400 * cookies.DAY_S
CODE_PAGE = "follow-code"  # the purpose of the token of a page that waits for a code


@bp.get("/follow")
@open_to("anyone")
def follow() -> Answer:
    """Shows what following a place or channel means and what is kept; its script asks the browser."""
    channel = _channel(request.args.get("channel"))
    place = areas.by_id(channel.area_id) if channel else areas.place_of(request.args.get("area"))
    return _asked(place or areas.place_of(cookies.kept(WARD)) or areas.get("VN"), channel)


@bp.post("/follow")
@open_to("anyone")
@limiter.limit("60/hour")
def follow_begin() -> Answer:
    """Keeps the browser's push address once its service took a first message."""
    form = FollowForm()
    place, channel = _wanted(form.area.data, form.channel.data)
    if not tell_here.site_key() or not form.validate():
        return _asked(place, channel, _("This browser gave no address for messages. Try again.")), 422
    title = _("You follow %(place)s", place=_name(place, channel))
    text = _("Official notices appear here. Press to see your choices.")
    if not proving.takes_push(form.endpoint.data or "", form.keys, title=title, text=text, link="/notices/following"):
        wrong = _("The message service of this browser did not answer. Try again in a few minutes.")
        return _asked(place, channel, wrong), 422
    try:
        with db.transaction():
            before = passes.contact(cookies.kept(COOKIE))
            contact = actions.follow(
                form.endpoint.data or "", form.keys, place, languages.chosen(), channel, before
            )  # fmt: skip
            kept = passes.of(contact)
    except RuleBroken as error:
        return _asked(place, channel, error.message), 422
    answer = web.see_other("notices.following")
    cookies.keep(answer, COOKIE, kept, LASTS_S)
    return answer


@bp.post("/follow/by/<any(mail,sms,zalo):medium>")
@open_to("anyone")
def follow_by(medium: str) -> Answer:
    """Asks a mail address or phone; the answer is the same whether or not it follows, or was asked too often."""
    form = MailForm() if medium == "mail" else PhoneForm()
    place, channel = _wanted(form.area.data, form.channel.data)
    if not reaches(config.current(), medium):
        return _asked(place, channel, _not_here(medium), form), 422
    if not form.validate():
        return _asked(place, channel, "", form), 422
    leave = leave_to_ask(medium, form.kept)
    if leave in (Leave.TOO_MANY_HERE, Leave.NO_MORE_TODAY):
        wrong = _("Too many addresses were given from here. Try again in an hour, or use the feed reader.")
        if leave == Leave.NO_MORE_TODAY:
            wrong = _("No more of these messages go out today. Follow by mail, or try again tomorrow.")
        return _asked(place, channel, wrong, form), 429
    token = new_link_token()
    if leave == Leave.YES:
        with db.transaction():
            token = asking.ask(medium, form.kept, place, channel, languages.chosen())
    if medium in rules.BY_CODE:
        return web.see_other("notices.follow_code", token=signing.signed(token, CODE_PAGE))
    return web.see_other("notices.follow_asked")


@bp.get("/follow/asked")
@open_to("anyone")
def follow_asked() -> Answer:
    """Says where the link is to be found, and nothing of any address."""
    return web.private(web.page("notices/follow_asked.html"))


@bp.route("/follow/code/<token>", methods=["GET", "POST"])
@open_to("anyone")
@limiter.limit("60/hour", methods=["POST"])
def follow_code(token: str) -> Answer:
    """The code that came to a phone. A page whose phone was not asked answers as one with a wrong code does."""
    form, named = CodeForm(), signing.unsigned(token, CODE_PAGE)
    if not isinstance(named, str):
        raise NotFound
    if not form.is_submitted():
        return web.private(web.page("notices/follow_code.html", form=form))
    if not form.validate():
        return web.private(web.page("notices/follow_code.html", form=form)), 422
    if not _is_right(named, form.code.data or ""):
        form.code.errors = [_("This is not the code of the newest message, or it is over. Ask for a new one.")]
        return web.private(web.page("notices/follow_code.html", form=form)), 422
    return _accepted(named)


@bp.route("/follow/confirm/<token>", methods=["GET", "POST"])
@open_to("anyone")
def follow_confirm(token: str) -> Answer:
    """The page behind the link in a mail: looking at it does nothing, one press follows, another never asks again."""
    asked = asking.waiting(token)
    if asked is None or asked.medium in rules.BY_CODE:
        return web.private(web.page("notices/follow_confirm.html", asked=None)), 404
    form = AnswerForm()
    if not form.is_submitted():
        place, channel = areas.by_id(asked.area_id), _by_id(asked.channel_id)
        hidden = rules.for_eyes(asked.medium, asked.address)
        return web.private(web.page("notices/follow_confirm.html", asked=asked, name=_name(place, channel), to=hidden))
    if not form.validate():
        return web.see_other("notices.follow_confirm", token=token)
    if form.never.data:
        with db.transaction():
            if (asked := asking.waiting(token)) is not None:
                asking.never(asked)
        web.tell(_("Done. This address is never asked again, whoever types it."))
        return web.see_other("notices.feed")
    return _accepted(token)


def _is_right(token: str, typed: str) -> bool:
    """Whether the code is the one that was sent; each guess is counted before it is looked at."""
    with db.transaction():
        asked = asking.waiting(token)
        counted = asked is not None and asked.medium in rules.BY_CODE and asking.count_try(asked)
    asked = asking.waiting(token) if counted else None
    return asked is not None and asking.is_right(asked, typed)


def _accepted(token: str) -> Answer:
    """Follows; the browser in which somebody said yes keeps the way to its choices, unless it has one already."""
    try:
        with db.transaction():
            asked = asking.waiting(token)
            contact = asking.accept(asked) if asked else None
            kept = passes.of(contact) if contact else ""
    except RuleBroken as error:
        web.warn(error.message)
        return web.see_other("notices.feed")
    if not kept:
        raise NotFound
    web.tell(_("Done. You hear of the next notice."))
    answer = web.see_other("notices.following_by", token=kept)
    if passes.contact(cookies.kept(COOKIE)) is None:
        cookies.keep(answer, COOKIE, kept, LASTS_S)
    return answer


def _wanted(code: str | None, channel_id: str | None) -> tuple[Place, Channel | None]:
    """The place of a form, which is the channel's where one is named."""
    channel = _channel(channel_id)
    place = areas.by_id(channel.area_id) if channel else areas.place_of(code)
    if place is None:
        raise NotFound
    return place, channel


def _channel(public_id: str | None) -> Channel | None:
    """The open channel of an address; NotFound where it names none."""
    if not public_id:
        return None
    found = channels.by_public_id(public_id)
    if found.state != ChannelState.OPEN:
        raise NotFound
    return found


def _by_id(channel_id: int | None) -> Channel | None:
    return db.session.get(Channel, channel_id) if channel_id else None


def _name(place: Place, channel: Channel | None) -> str:
    return channel.name if channel else areas.label(place)


def _not_here(medium: str) -> str:
    if medium == "zalo":
        return _("This site sends nothing by Zalo yet. Follow by mail, by SMS or in this browser.")
    return _("This site sends nothing by this way. Choose another one.")


def _asked(place: Place, channel: Channel | None, wrong: object = "", form: ByForm | None = None) -> Response:
    """The page on which somebody may follow. Only here and on the page of choices a script may register the worker."""
    here = config.current()
    mail = form if isinstance(form, MailForm) else MailForm(formdata=None)
    phone = form if isinstance(form, PhoneForm) else PhoneForm(formdata=None)
    page = web.page(
        "notices/follow.html", place=place, channel=channel, name=_name(place, channel), key=tell_here.site_key(),
        wrong=wrong, mail=mail if reaches(here, "mail") else None, given=form is not None,
        phone=phone if reaches(here, "sms") and here.follow_sms_a_day else None, zalo=reaches(here, "zalo"),
        contact=_other_contact(),
    )  # fmt: skip
    return tell_here.lets_register(web.private(page))


def _other_contact() -> Contact | None:
    """The mail address or phone by which this browser follows, to which a place can be added by a press."""
    found = passes.contact(cookies.kept(COOKIE))
    return found if found is not None and found.medium != "push" and found.retired_at is None else None
