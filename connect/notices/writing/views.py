"""Between writing and publishing: the wards of what is drawn, the page before it goes out, and the sheet on paper."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from flask import jsonify
from flask_babel import force_locale, gettext as _

from connect import formatting, lazy_import, web
from connect.accounts import queries as accounts
from connect.accounts.rules import RoleName
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.deliveries.ledger.owners import Said
from connect.deliveries.sending import writing
from connect.errors import NotFound
from connect.gateways.base import Letter
from connect.gateways.push import payload
from connect.notices import queries, rules, transitions
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import Words
from connect.notices.blueprint import bp
from connect.notices.forms import DeskForm
from connect.notices.models import Notice
from connect.notices.rules import Verb
from connect.notices.views.read import is_at_desk, is_hers, readable
from connect.notices.words import SEVERITIES, areas_listed, told_in
from connect.notices.writing import naming, reach, said, sms
from connect.notices.writing.filling import ticked
from connect.notices.writing.forms import AreaForm
from connect.web import Answer, open_to
from connect.web.addresses import whole

if TYPE_CHECKING:
    import segno
else:
    segno = lazy_import.module("segno")

MEDIA = ("push", "mail", "sms")
SOON = timedelta(minutes=1)
TOPIC = "x" * 32  # as long as a real one
FORTH = (Verb.APPROVE, Verb.PUBLISH, Verb.SUBMIT)  # the moves of the page before publishing, the first that is theirs


@bp.post("/drawn")
@open_to("official")
def drawn() -> Answer:
    """The areas to be ticked after what was drawn, or the fault of it in words. Nothing is kept."""
    form = AreaForm()
    form.scopes, form.areas = accounts.scopes(current_person(), RoleName.OFFICIAL), ticked()
    if not form.fits():
        at, fault = next((field.name, field.errors[0]) for field in form if field.errors)
        return web.private(jsonify(at=at, error=str(fault))), 422
    form.list_wards()
    listed = [{"code": place.code, "name": areas.label(place)} for place in form.areas]
    return web.private(jsonify(shown=form.shown.data or "", areas=listed))


class Looks(NamedTuple):
    """A notice in one language, as each medium shows it."""

    lang: str
    push: Said
    is_cut: bool
    sms: str
    parts: sms.Parts
    plain: str
    plain_parts: sms.Parts
    mail: Said
    zalo: list[said.ZaloField]


@bp.get("/<pid:public_id>/ready")
@open_to("official", "admin")
def ready(public_id: str) -> Answer:
    """Shows a draft as each medium will show it, whom it reaches, how long that takes; and publishes by a press."""
    notice = queries.by_public_id(public_id)
    if not is_at_desk(notice) or notice.state not in rules.UNSENT:
        raise NotFound
    person = current_person()
    langs = ["vi", *(text.lang for text in notice.texts)]
    looks = [looks_in(notice, lang) for lang in langs]
    page = web.page(
        "notices/ready.html", notice=notice, looks=looks, reach=reach.of_notice(notice, looks[0].parts.parts),
        own=reach.own_browsers(notice) if notice.status == Status.TEST else None,
        verb=next((verb for verb in FORTH if transitions.may(verb, notice, person)), None), soon=SOON,
        form=DeskForm(data={"edition": notice.edition}), named=naming.to_be_typed(notice), hers=is_hers(notice),
    )  # fmt: skip
    return web.private(page)


def looks_in(notice: Notice, lang: str) -> Looks:
    """A notice as each medium shows it in a language, by the very words of its sender."""
    push, mail, text = (replace(said.on(medium, notice, lang), choices=said.CHOICES) for medium in MEDIA)
    letter = Letter(to="", text=push.text, title=push.title, link=push.link, key="", topic=TOPIC)
    shown = json.loads(payload.plain(letter))
    sent = writing.text_of(text, "sms", lang)
    plain = sms.without_marks(sent)
    return Looks(
        lang, Said(shown["body"], shown["title"]), shown["body"] != push.text, sent, sms.parts(sent), plain,
        sms.parts(plain), replace(mail, text=writing.text_of(mail, "mail", lang)), said.on_zalo(notice, lang),
    )  # fmt: skip


@bp.get("/<pid:public_id>/sheet")
@open_to("anyone")
def sheet(public_id: str) -> Answer:
    """A notice on paper: large for the notice board, and as the ward's loudspeaker reads it out."""
    notice = readable(public_id)
    link = whole(said.path(notice))
    code = str(segno.make(link, error="m", micro=False).svg_data_uri(border=2, light="#fff", encode_minimal=True))
    sides = [_side(notice, lang) for lang in ("vi", *(text.lang for text in notice.texts))]
    return web.page("notices/sheet.html", notice=notice, sides=sides, qr=code, link=link)


class Sheet(NamedTuple):
    """One side of the paper: a notice in a language, and as it is read out."""

    lang: str
    mark: str
    severity: str
    words: Words
    areas: str
    period: str
    channel: str
    aloud: str


def _side(notice: Notice, lang: str) -> Sheet:
    with force_locale(lang):
        words = told_in(notice, lang)
        mark, severity = str(said.MARKS[notice.status]), str(SEVERITIES[notice.severity][0])
        span = _("In force until %(moment)s", moment=formatting.moment(notice.ends_at))
        where = _("For: %(areas)s", areas=areas_listed(notice))
        opening = _("Attention please. %(channel)s announces.", channel=notice.channel.name)
        drill = _("This is an exercise. Nobody is in danger.") if notice.status != Status.ACTUAL else ""
        heard = f"{severity}. {words.title}."
        ending = _("I repeat.")
    aloud = "\n\n".join(
        part
        for part in (opening, drill, where, heard, words.instruction, words.text, span, ending, heard, drill)
        if part
    )
    return Sheet(lang, mark, severity, words, where, span, notice.channel.name, aloud)
