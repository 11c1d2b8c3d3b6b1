"""Requests that may be one household told twice: in groups, two side by side, and the word on them."""

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.cases import actions as cases, rules
from connect.cases.transitions import Actor
from connect.errors import Conflict, RuleBroken
from connect.moderation.blueprint import bp
from connect.moderation.duplicates import decisions as duplicate_decisions, pairs as duplicate_pairs
from connect.moderation.duplicates.pairs import Pair
from connect.web import Answer, open_to


@bp.get("/duplicates")
@open_to("moderator")
def duplicates() -> Answer:
    """The groups of cases that look alike, and why; nothing of a person."""
    return web.private(web.page("moderation/duplicates.html", groups=duplicate_pairs.groups(current_person())))


@bp.get("/duplicates/<pid:public_id>/<pid:other>")
@open_to("moderator")
def compare(public_id: str, other: str) -> Answer:
    """Two tellings side by side. Name, phone and door only on the page of each, for a reason."""
    pair = duplicate_pairs.pair(current_person(), public_id, other)
    secrets = {case.id: cases.secret_of(case) for case in (pair.older, pair.newer)}
    vulnerable = {number: rules.vulnerable_in(secret.vulnerable) for number, secret in secrets.items()}
    page = web.page("moderation/compare.html", pair=pair, secrets=secrets, vulnerable=vulnerable)
    return web.private(page)


@bp.post("/duplicates/<pid:public_id>/<pid:other>/merge")
@open_to("moderator")
def merge_two(public_id: str, other: str) -> Answer:
    """One goes on, the other ends as told twice."""
    goes_on = request.form.get("goes_on", "")
    return _decide(public_id, other, lambda pair, by: duplicate_decisions.merge_pair(pair, by, goes_on), _("Merged."))


@bp.post("/duplicates/<pid:public_id>/<pid:other>/not-same")
@open_to("moderator")
def not_same(public_id: str, other: str) -> Answer:
    """They are two households, and nobody is asked again."""
    word = _("Noted: these are two requests. Nobody is asked again.")
    return _decide(public_id, other, lambda pair, by: duplicate_decisions.settle(pair, by, "not_same"), word)


def _decide(public_id: str, other: str, act: Callable[[Pair, Actor], object], word: str) -> Answer:
    try:
        with db.transaction():
            act(duplicate_pairs.pair(current_person(), public_id, other), Actor(current_person()))
        web.tell(word)
    except (Conflict, RuleBroken) as error:
        web.warn(error.message)
    return web.see_other("moderation.duplicates")
