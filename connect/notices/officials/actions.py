"""One press on what is out: a later end, or the word that the danger is over."""

from dataclasses import replace
from datetime import timedelta

from flask_babel import force_locale, gettext, lazy_gettext as _l

from connect import clock
from connect.accounts.models import Person
from connect.errors import RuleBroken
from connect.notices import actions, rules
from connect.notices.alerts.cap import Certainty, Response, Urgency
from connect.notices.alerts.content import Words, content_of
from connect.notices.models import Notice
from connect.notices.words import told_in


def extend(notice: Notice, by: Person, edition: int, hours: int) -> Notice:
    """Puts off the end of what is out, as a change of nothing else. Raises RuleBroken for other hours than ours."""
    if hours not in rules.LONGER_H:
        raise RuleBroken(_l("Choose for how much longer."))
    said = replace(content_of(notice), ends_at=notice.ends_at + timedelta(hours=hours))
    return actions.revise(notice, by, edition, said)


def all_clear(notice: Notice, by: Person, edition: int, text: str) -> Notice:
    """Tells in the place of what is out that the danger is over, for some hours, and that nothing needs to be done."""
    own, others = _safe(notice.title, "vi"), {}
    if any(one.lang == "en" for one in notice.texts):
        others["en"] = Words(_safe(told_in(notice, "en").title, "en"), over("en"), "")
    said = replace(
        content_of(notice), title=own, text=text, instruction="", others=others, severity=min(rules.SEVERITY_NAMES),
        urgency=Urgency.PAST, certainty=Certainty.OBSERVED, response=Response.ALL_CLEAR, risk_level=None,
        onset_at=None, picture=None, picture_alt="", ends_at=clock.now() + rules.ALL_CLEAR_FOR,
    )  # fmt: skip
    return actions.revise(notice, by, edition, said)


def _safe(title: str, lang: str) -> str:
    with force_locale(lang):
        return gettext("Danger over: %(title)s", title=title)[: rules.LONGEST_TITLE]


def over(lang: str) -> str:
    """The words that the danger is over, in a language."""
    with force_locale(lang):
        return gettext("The danger is over.")
