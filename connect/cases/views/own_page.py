"""The requester's own page: the state as it is told, the five steps, and what can be done now."""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import request, url_for

from connect import clock, config, lazy_import, web
from connect.cases import actions, queries, rules
from connect.cases.answers import forms as answer_forms, queries as answers
from connect.cases.asking import requester_view
from connect.cases.changes import actions as changes, reversals
from connect.cases.changes.forms import NoteForm
from connect.cases.claims import actions as claim_actions
from connect.cases.claims.models import Claim
from connect.cases.clinical import siblings, words as clinical_words
from connect.cases.disclosure import case_view, limits as disclosure_limits
from connect.cases.disclosure.case_view import THE_REQUESTER
from connect.cases.models import Case, CaseEvent
from connect.cases.rules import CaseRole, State, Verb
from connect.cases.tracker import rules as tracker
from connect.crypto.tokens import spoken
from connect.registry import case_parts
from connect.text import phone_for_eyes

if TYPE_CHECKING:
    import segno
else:
    segno = lazy_import.module("segno")


class Told(NamedTuple):
    """A case as its requester is told: the state, the key of its words, the history, and the steps of the tracker."""

    state: State
    word: str
    events: list[CaseEvent]
    stops: tuple[tracker.Stop, ...]


def told(case: Case) -> Told:
    """How the requester is told where the case stands."""
    events, now = queries.history(case), clock.now()
    at_once = requester_view.is_at_once(events)
    state = requester_view.state(
        rules.shown_state(case.state, case.given, case.free_at, now),
        case.clock_at,
        now,
        at_once,
        rules.never_closes(case.guarded, case.urgency),
    )
    word, events = requester_view.word(state, at_once), requester_view.history(events, at_once)
    return Told(state, word, events, tracker.stops(word, events, at_once))


def version(case: Case) -> str:
    """The content of the page, in short: it changes with the page, and with nothing that the requester is not told."""
    held, known, waiting = queries.live_claim(case), told(case), changes.waiting(case)
    running = held if held and held.runs(clock.now()) else None
    helper = (running.id, running.allowed_at, running.second_id) if running else None
    looks, moments = len(queries.disclosures(case)), [event.at for event in known.events]
    beside = [one.id for one in siblings.of(case)]
    return repr(
        (beside, known.word, moments, helper, looks, waiting and waiting.mark, actions.secret_of(case).wiped_at,
         case_parts.marks(case))
    )  # fmt: skip


def page(case: Case, token: str, note_form: NoteForm | None = None) -> str:
    """The requester's page; with `note_form`, what is to be written once more."""
    held, known = queries.live_claim(case), told(case)
    talk = [event for event in known.events if event.verb in ("ask", "answer")]
    return web.page(
        "cases/mine.html",
        case=case,
        token=token,
        state=known.state,
        word=known.word,
        stops=known.stops,
        secret=actions.secret_of(case),
        **_helper(case, held),
        events=known.events,
        change=changes.waiting(case),
        answers=answers.told(case_view.of(case, THE_REQUESTER)),
        asked=[(need.item, need.quantity) for need in case.needs],
        unasked=_unasked(case) if _can(case, known.state, Verb.WITHDRAW) else [],
        question=talk[-1] if talk and talk[-1].verb == "ask" else None,
        form=note_form or NoteForm(),
        can={verb: _can(case, known.state, verb) for verb in VERBS},
        code=spoken(case.public_id),
        link=link_of(token),
        picture=picture_of(token),
        phone=phone_for_eyes,
        keep_days=config.current().keep_personal_days,
        **_end(case, known.state),
        in_danger=case.urgency == rules.GRAVEST and known.state in (*rules.NOT_ENDED, State.REJECTED),
        silent=queries.silent_since(known.state, case),
        never_closes=rules.never_closes(case.guarded, case.urgency),
        siblings=siblings.links(case),
        headline=clinical_words.headline(case, known.word),
        standing=clinical_words.standing(case, known.word),
        spoken=spoken,
    )


def _helper(case: Case, held: Claim | None) -> dict[str, Any]:
    """The helper at work, those who were shown the contact, and those whom the requester has shut out."""
    looks = queries.disclosures(case)
    return {
        "claim": held if held and held.runs(clock.now()) else None,
        "trial": held is not None and claim_actions.is_trial(case, held),
        "moderator_first": held and not held.allowed_at and claim_actions.needs_moderator(held),
        "looks": looks,
        "lookers": list(dict.fromkeys(look.person for look in looks)),
        "stopped": disclosure_limits.stopped(case),
    }


def _end(case: Case, state: State) -> dict[str, Any]:
    """When and why the case ended, and whether the requester may ask for another look."""
    return {
        "ended_at": _ended_at(case, state),
        "rejection": reversals.rejection(case) if state == State.REJECTED else None,
        "may_contest": reversals.may_contest(case),
    }


def _unasked(case: Case) -> list[str]:
    waiting = changes.waiting(case)
    kept = waiting.after.answers if waiting else answers.of_case(case)
    return answer_forms.unasked([need.item for need in case.needs], case.area.path, clock.now(), kept)


VERBS = (Verb.STILL_NEEDED, Verb.CONFIRM, Verb.DISPUTE, Verb.WITHDRAW)


def _can(case: Case, known: State, verb: Verb) -> bool:
    """By the state that is told; a lease matters to none of these."""
    state = known if known in requester_view.ALIKE else case.state
    return rules.may_move(
        verb, state=state, free_at=case.free_at, now=clock.now(), roles={CaseRole.REQUESTER}, guarded=case.guarded
    )


def _ended_at(case: Case, known: State) -> datetime | None:
    """When it ended; None while it goes on."""
    if known not in rules.ENDED:
        return None
    return case.clock_at if known == State.EXPIRED else case.changed_at


def link_of(token: str) -> str:
    """The whole address of the page, to be kept: by the setting `site_url`, else as it was opened."""
    path = url_for("cases.mine", token=token)
    return web.from_outside(path) or request.url_root.rstrip("/") + path


def picture_of(token: str) -> str:
    """The link as a QR code, as the address of an image that holds it: no other server ever sees it."""
    return _drawn(link_of(token))


@lru_cache(maxsize=256)
def _drawn(link: str) -> str:
    """To draw one costs as much as the rest of the page, and a page is opened again and again."""
    code = segno.make(link, error="l", micro=False)
    return str(code.svg_data_uri(border=2, light="#fff", encode_minimal=True))
