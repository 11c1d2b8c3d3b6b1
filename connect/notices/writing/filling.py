"""The form of a notice as it is filled in: from its kit, from a row, and with the areas that were ticked."""

from datetime import datetime, timedelta

from flask import request
from flask_babel import gettext as _
from wtforms import SelectChoice

from connect import clock, config
from connect.accounts import queries as accounts
from connect.accounts.rules import RoleName
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.areas.queries import Place
from connect.incidents.models import Incident
from connect.notices import queries, rules
from connect.notices.alerts import cap
from connect.notices.alerts.content import Words
from connect.notices.channels import kits
from connect.notices.channels.rules import ChannelState
from connect.notices.drill import choice, scope
from connect.notices.forms import NO_INCIDENT, NoticeForm
from connect.notices.models import Channel, Notice
from connect.notices.words import told_in
from connect.notices.writing import forms as drawing
from connect.web.pages import languages


def form_of(notice: Notice | None = None) -> NoticeForm:
    """The form of a notice, or of a new one; with what was posted."""
    zone = config.zone()
    shown = {}
    if notice is not None:
        shown = {
            **_words(notice), "channel": notice.channel_id, "severity": str(notice.severity), "version": notice.edition,
            "starts_at": notice.starts_at.astimezone(zone), "ends_at": notice.ends_at.astimezone(zone),
            "onset_at": notice.onset_at.astimezone(zone) if notice.onset_at else None,
            "incident": incident.public_id if (incident := scope.incident_of(notice)) else "",
            **drawing.filled(notice.outline, notice.circle),
        }  # fmt: skip
    else:
        now = clock.now().astimezone(zone).replace(second=0, microsecond=0)
        shown = {"starts_at": now, "ends_at": now + timedelta(days=3), "version": 0, **_begun(now)}
    form = NoticeForm(data=shown)
    form.areas = ticked()
    form.scopes = accounts.scopes(current_person(), RoleName.OFFICIAL)
    form.has_picture = form.picture_alt.flags.required = notice is not None and notice.picture is not None
    form.channel.choices = [SelectChoice(one.id, one.name) for one in open_channels()]
    _offer_incidents(form, notice)
    return form


def _offer_incidents(form: NoticeForm, notice: Notice | None) -> None:
    form.incidents = choice.offered(current_person(), open_channels(), notice)
    names = [SelectChoice(one.public_id, _named(one)) for one in form.incidents]
    form.incident.choices = [SelectChoice("", NO_INCIDENT), *names]


def _named(incident: Incident) -> str:
    name = incident.name(languages.chosen())
    return _("Drill: %(name)s", name=name) if scope.is_drill(incident) else name


def _begun(now: datetime) -> dict[str, object]:
    """The words that the kit of a channel brings for a new notice; nothing where none was chosen."""
    channel = asked_channel()
    kit = kits.kits().get(channel.kit) if channel else None
    template = kit.template(request.args.get("template", "")) if kit else None
    if channel is None or template is None:
        return {"channel": channel.id} if channel else {}
    own, english = template.words["vi"], template.words["en"]
    return {
        **own._asdict(), "title_en": english.title, "text_en": english.text, "instruction_en": english.instruction,
        "channel": channel.id, "severity": str(template.severity), "category": str(template.category),
        "event": template.event, "ends_at": now + timedelta(hours=template.hours), "contact": channel.contact,
    }  # fmt: skip


def asked_channel() -> Channel | None:
    """The channel in whose name somebody begins to write."""
    return next((one for one in open_channels() if one.public_id == request.args.get("channel")), None)


def open_channels() -> list[Channel]:
    """The channels by which the official who asks can speak."""
    return [one for one in queries.channels_of(current_person()) if one.state == ChannelState.OPEN]


def _words(notice: Notice) -> dict[str, object]:
    """The values of the form for a notice: its words, and of CAP's only what is other than the priority says."""
    meant = cap.PRIORITIES[notice.severity]
    own = {name: getattr(notice, name) for name in ("urgency", "certainty", "response")}
    shown = {name: "" if value == getattr(meant, name) else str(value) for name, value in own.items()}
    english = told_in(notice, "en") if notice.texts else Words("", "", "")
    return shown | {
        name: getattr(notice, name)
        for name in ("title", "text", "instruction", "event", "contact", "web", "picture_alt")
    } | {
        "category": str(notice.category), "status": str(notice.status), "risk_level": str(notice.risk_level or ""),
        "title_en": english.title, "text_en": english.text, "instruction_en": english.instruction,
    }  # fmt: skip


def ticked() -> list[Place]:
    """The areas ticked in the posted form; unknown ones are left out."""
    codes = list(dict.fromkeys(request.form.getlist("area")))[: rules.MOST_AREAS + 1]
    return [place for code in codes if (place := areas.place_of(code))]
