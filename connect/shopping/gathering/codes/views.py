"""The page on which codes from paper are typed, and what a browser sends that had no network on the road."""

import secrets
from uuid import UUID

from flask import request
from flask_babel import gettext as _, ngettext

from connect import db, web
from connect.accounts.models import Person
from connect.accounts.sign_in.current_session import current_person
from connect.crypto.tokens import spoken
from connect.errors import Conflict, ConnectError, NotFound, RuleBroken
from connect.shopping.blueprint import bp
from connect.shopping.gathering import queries
from connect.shopping.gathering.codes import actions, rules, words
from connect.shopping.gathering.codes.rules import Sent
from connect.shopping.gathering.queries import Seat, Stop
from connect.shopping.orders import queries as orders
from connect.shopping.orders.models import Order
from connect.shopping.runs.models import Run
from connect.text import one_line
from connect.web import Answer, open_to
from connect.web.limits import limiter

steadily = limiter.limit("120/minute", key_func=lambda: f"person:{current_person().id}")


@bp.get("/codes/<pid:public_id>")
@open_to("signed_in")
def run_codes(public_id: str) -> Answer:
    """One field for each stop that was not handed over yet."""
    return _page(_run(public_id), {}, {})


def _run(public_id: str) -> Run:
    """The run for its coordinator and its leaders, also some hours after its end."""
    run, person = queries.by_public_id(public_id), current_person()
    if run.coordinator_id != person.id and Seat.LEADER not in queries.seats(run, person):
        raise NotFound
    return run


def _page(run: Run, answers: dict[str, Sent], said: dict[str, object], status: int = 200) -> Answer:
    stops = _stops(run, current_person())
    page = web.page(
        "shopping/run_codes.html", run=run, stops=stops, answers=answers, said=said, typed=request.form,
        words=words.ANSWERS, left={one.order.id: max(0, 5 - actions.tries(one.order.case_id)) for one in stops},
        code=spoken(run.public_id), tones=words.TONES, new_key=_new_key,
    )  # fmt: skip
    return web.private(page), status


def _stops(run: Run, person: Person) -> list[Stop]:
    """The stops of the own teams, all for the coordinator."""
    mine = run.teams if run.coordinator_id == person.id else [one for one in run.teams if one.leader_id == person.id]
    return queries.stops_of(run, mine)


@bp.post("/codes/<pid:public_id>")
@open_to("signed_in")
@steadily
def run_codes_send(public_id: str) -> Answer:
    """Looks at each code that was typed: `code-<order>` with `key-<order>`, each in transactions of its own.

    The same codes with the same keys get the same answers, however often they are sent. JSON for scripts.
    """
    run = _run(public_id)
    answers: dict[str, Sent] = {}
    said: dict[str, object] = {}
    for name, typed in list(request.form.items())[: 4 * rules.MOST_AT_ONCE]:
        order_code, code = name.removeprefix("code-"), one_line(typed)[: rules.LONGEST]
        if not name.startswith("code-") or not code:
            continue
        try:
            answers[order_code] = _one(public_id, order_code, request.form.get(f"key-{order_code}", ""), code)
        except ConnectError as error:
            answers[order_code], said[order_code] = Sent.REFUSED, error.message
    if request.accept_mimetypes.best == "application/json":
        return web.private({"answers": {one: [sent, _words(sent, said.get(one))] for one, sent in answers.items()}})
    done = sum(sent == Sent.DELIVERED for sent in answers.values())
    if answers and done == len(answers):
        web.tell(ngettext("%(num)s delivery is proven. Thank you.", "%(num)s deliveries are proven. Thank you.", done))
        return web.see_other("shopping.run_codes", public_id=public_id)
    return _page(run, answers, said, 422 if answers else 200)


def _words(sent: Sent, why: object | None) -> str:
    return str(why or words.ANSWERS[sent])


def _new_key() -> str:
    """A key for the form of a browser without scripts, as others make theirs (RFC 9562)."""
    return str(UUID(bytes=secrets.token_bytes(16), version=4))


def _one(public_id: str, order_code: str, key: str, code: str) -> Sent:
    """One code: counted and committed before it is looked at."""
    if not rules.is_key(key):
        raise RuleBroken(_("This page is too old. Open it anew and type the code once more."))
    with db.transaction():
        answer = actions.count(*_both(public_id, order_code), key, code, current_person())
    if answer is not None:
        return answer
    try:
        with db.transaction():
            return actions.look(*_both(public_id, order_code), key, code, current_person())
    except Conflict:
        return _settled(key, Sent.REFUSED)
    except RuleBroken:
        return _settled(key, Sent.WRONG)


def _settled(key: str, sent: Sent) -> Sent:
    with db.transaction():
        return actions.settle(key, sent)


def _both(public_id: str, order_code: str) -> tuple[Run, Order]:
    """The run and an order that is, or was, a stop of it."""
    run, order = _run(public_id), orders.by_public_id(order_code)
    if queries.stop_of(run, order) is None:
        raise NotFound
    return run, order
