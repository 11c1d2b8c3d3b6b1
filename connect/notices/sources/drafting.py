"""The alert of another as the draft of a notice, cut to what a notice holds; an official reads it first."""

from collections.abc import Sequence
from datetime import datetime

from connect.areas.queries import Place
from connect.notices import rules
from connect.notices.alerts import cap
from connect.notices.alerts.alert import Alert, Info
from connect.notices.alerts.cap import Category, Certainty, Response, Urgency
from connect.notices.alerts.content import Content, Words


def drafted(alert: Alert, places: Sequence[Place], ends_at: datetime, now: datetime) -> Content:
    """The content of the draft. Where it has no Vietnamese words, the first ones stand there to be translated."""
    own = next((one for one in alert.infos if _is(one, "vi")), alert.infos[0])
    other = next((one for one in alert.infos if _is(one, "en") and one is not own), None)
    words = _words(own)
    return Content(
        title=words.title, text=words.text, instruction=words.instruction,
        others={"en": _words(other)} if other else {}, severity=cap.SEVERITIES.get(own.severity.lower(), 1),
        urgency=Urgency(own.urgency), certainty=Certainty(own.certainty),
        response=Response(own.responses[0]) if own.responses else None, category=Category(own.categories[0]),
        event=own.event[: cap.LONGEST_EVENT], starts_at=max(now, own.effective or now), ends_at=ends_at,
        onset_at=own.onset if own.onset and own.onset < ends_at else None, areas=tuple(places),
        contact=own.contact[:200], web=own.web[:300] if own.web.startswith(("https://", "http://")) else "",
    )  # fmt: skip


def _is(info: Info, language: str) -> bool:
    return info.language.lower().partition("-")[0] == language


def _words(info: Info) -> Words:
    title = (info.headline or info.event).replace("\n", " ")[: rules.LONGEST_TITLE]
    text = (info.description or info.headline)[: rules.LONGEST_TEXT]
    return Words(title, text, info.instruction[: rules.LONGEST_TEXT])
