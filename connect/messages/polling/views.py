"""New messages of a thread, for pages that stay open and for programs: 304 while nothing is."""

from flask import Response, jsonify, request

from connect import config, web
from connect.accounts.sign_in.current_session import current_person
from connect.errors import NotFound
from connect.messages import queries as threads, words
from connect.messages.blueprint import At, both
from connect.messages.forms import number_in
from connect.messages.polling import glances, queries, rules
from connect.messages.queries import Shown
from connect.messages.seats import Seat
from connect.web import Answer
from connect.web.pages import overload_page


@both("/talk.json")
def news(at: At) -> Answer:
    """The messages after the number that the asker has. The script of a page asks for them as a document, because no
    script of this site turns text into markup; programs get JSON."""
    known = _glance(at) if request.if_none_match else None
    if known and request.if_none_match.contains(known):
        return _marked(Response(status=304), known)
    seat = at.seat()
    after = number_in(request.args.get("after"))
    if after > seat.thread.last_number:
        raise NotFound
    version = queries.etag(seat)
    if request.if_none_match.contains(version):
        return _marked(Response(status=304), version)
    shown = threads.shown(seat, after)
    told = _document(seat, shown) if request.accept_mimetypes.best == "text/html" else _json(seat, shown)
    return _marked(told, version)


def _glance(at: At) -> str | None:
    """The version where a glance tells it; None where the seat must."""
    if at.token:
        return glances.by_link(at.token, at.public_id)
    return glances.by_helper(current_person(), at.public_id)


def _marked(answer: Response, version: str) -> Response:
    answer.set_etag(version)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Retry-After"] = str(_again_in_s())
    return answer


def _again_in_s() -> int:
    return rules.again_in_s(request.environ.get(overload_page.WAITING, 0), config.current().writes_waiting)


def _document(seat: Seat, shown: list[Shown]) -> Response:
    waiting = sum(queries.new_by_case(seat.person).values()) if seat.person else 0
    told = {"facts": queries.facts(seat, shown), "waiting": waiting}
    return Response(web.page("messages/news.html", seat=seat, shown=shown, **told))


def _json(seat: Seat, shown: list[Shown]) -> Response:
    mine, theirs = queries.seen(seat)
    return jsonify(
        last=seat.thread.last_number,
        seen={"mine": mine, "theirs": theirs},
        messages=[{"number": one.number, "html": web.page("messages/one.html", one=one, seat=seat)} for one in shown],
        again_in_s=_again_in_s(),
        may_speak=seat.may_speak,
        why_not=str(words.WHY_CLOSED[seat.why_not]) if seat.why_not else None,
    )
