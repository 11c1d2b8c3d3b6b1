"""A notice in words on each medium: what a push shows, a text message, a mail, and the fields of Zalo's template.

An exercise or a test says so first, on every medium.
"""

import tomllib
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from flask_babel import force_locale, gettext as _, lazy_gettext as _l

from connect import formatting
from connect.deliveries.ledger.owners import Said
from connect.notices.alerts.cap import Status
from connect.notices.alerts.content import Words
from connect.notices.models import Notice
from connect.notices.words import SEVERITIES, areas_said, told_in

STATUSES = {
    Status.ACTUAL: _l("real"),
    Status.EXERCISE: _l("an exercise: only who asked for drills is told"),
    Status.TEST: _l("a test: only your own browsers are told"),
}
MARKS = {Status.ACTUAL: "", Status.EXERCISE: _l("EXERCISE"), Status.TEST: _l("TEST")}
CHOICES = "/notices/following/0000000." + "0" * 40  # as long as the page of choices of a real contact
MEDIA = {"push": _l("Push"), "mail": _l("Mail"), "sms": _l("Text message"), "zalo": _l("Zalo")}


def headline(notice: Notice, lang: str) -> str:
    """The first line: "EXERCISE · Get ready: Water rises"."""
    with force_locale(lang):
        return _marked(notice, f"{SEVERITIES[notice.severity][0]}: {told_in(notice, lang).title}")


def _marked(notice: Notice, text: object) -> str:
    """A text, with the word before it that it is not real."""
    mark = str(MARKS[notice.status])
    return f"{mark} · {text}" if mark else str(text)


def path(notice: Notice) -> str:
    """Where it stands on this site."""
    return f"/notices/{notice.public_id}"


def on(medium: str, notice: Notice, lang: str) -> Said:
    """The words of a notice on one medium: push, mail or sms."""
    told, first = told_in(notice, lang), headline(notice, lang)
    if medium == "mail":
        return Said(_as_mail(notice, told, lang), first, path(notice))
    body = f"{told.instruction}\n\n{told.text}" if told.instruction else told.text
    return Said(body, first, path(notice))


def withdrawn(notice: Notice, lang: str) -> Said:
    """That a notice does not hold any more."""
    with force_locale(lang):
        first = _("Withdrawn: %(title)s", title=_marked(notice, told_in(notice, lang).title))
        return Said(_("Do not act on it any more."), first, path(notice))


def _as_mail(notice: Notice, told: Words, lang: str) -> str:
    with force_locale(lang):
        facts = [
            _("For: %(areas)s", areas=areas_said(notice)),
            _("In force until %(moment)s", moment=formatting.moment(notice.ends_at)),
            _("From: %(channel)s", channel=notice.channel.name),
        ]
    return "\n\n".join(part for part in (told.text, told.instruction, "\n".join(facts)) if part)


class ZaloField(NamedTuple):
    """One field of the template, with what stands in it."""

    name: str
    text: str
    longest: int

    @property
    def too_long(self) -> int:
        """By how many letters; 0 where it fits."""
        return max(0, len(self.text) - self.longest)


def on_zalo(notice: Notice, lang: str) -> list[ZaloField]:
    """The fields of the template; Zalo refuses the message when one is too long."""
    told = told_in(notice, lang)
    with force_locale(lang):
        values = {
            "severity": _marked(notice, SEVERITIES[notice.severity][0]),
            "title": told.title,
            "areas": areas_said(notice),
            "todo": " ".join((told.instruction or told.text).split()),
            "until": formatting.moment(notice.ends_at),
        }
    return [ZaloField(one["name"], values[one["part"]], one["longest"]) for one in _template()]


@cache
def _template() -> list[dict[str, Any]]:
    data = resources.files(__package__).joinpath("zalo.toml").read_text("utf-8")
    found: list[dict[str, Any]] = tomllib.loads(data)["field"]
    return found
