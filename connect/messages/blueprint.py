"""The one blueprint of the feature, and how one view serves both sides of a thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Response, request, url_for

from connect import clock
from connect.accounts.sign_in.current_session import current_person
from connect.errors import ConnectError, NotFound
from connect.messages import seats, words
from connect.messages.actions import KeyUsed, TalkClosed, TooMany
from connect.messages.seats import Seat
from connect.web import Answer, open_to

bp = Blueprint("messages", __name__, url_prefix="/messages")
STATUS = {KeyUsed: 409, TalkClosed: 409, TooMany: 429}


@dataclass(frozen=True, slots=True)
class At:
    """The address of a thread: below the requester's link, or of somebody with an account."""

    public_id: str
    token: str | None = None

    def seat(self) -> Seat:
        """The seat there, read anew each time, so also inside a transaction; NotFound without one."""
        return seats.seat_of(self.token, None if self.token else current_person(), self.public_id)


def url_of(seat: Seat, name: str = "talk", **more: Any) -> str:
    """The address of one of the pages of a thread, on the side of a seat."""
    if seat.token is None:
        return url_for(f"messages.{name}", public_id=seat.thread.public_id, **more)
    return url_for(f"messages.mine_{name}", token=seat.token, thread_id=seat.thread.public_id, **more)


def wants_json() -> bool:
    """Whether a script has sent it, which reads JSON and no page."""
    return request.accept_mimetypes.best == "application/json"


def refused(answer: Response, error: ConnectError) -> tuple[Response, int]:
    """An answer that says why nothing was sent, with its status, and where this side has to wait, for how long.

    Raises NotFound again: there is no seat any more.
    """
    if isinstance(error, NotFound):
        raise error
    if isinstance(error, TooMany) and error.again_at:
        answer.headers["Retry-After"] = str(max(1, round((error.again_at - clock.now()).total_seconds())))
    return answer, STATUS.get(type(error), 422)


def both(rule: str = "", methods: Sequence[str] = ("GET",)) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Routes a view below both addresses of a thread, as `messages.<name>` and `messages.mine_<name>`.

    It is called with `At`, and with what else the rule names.
    """

    def add(view: Callable[..., Answer]) -> Callable[..., Answer]:
        @wraps(view)
        def by_link(token: str, thread_id: str, **more: Any) -> Answer:
            return view(At(thread_id, token), **more)

        @wraps(view)
        def by_person(public_id: str, **more: Any) -> Answer:
            return view(At(public_id), **more)

        name = view.__name__
        bp.add_url_rule(f"/mine/<token>/<pid:thread_id>{rule}", f"mine_{name}", open_to("anyone")(by_link),
                        methods=list(methods))  # fmt: skip
        bp.add_url_rule(f"/<pid:public_id>{rule}", name, open_to("signed_in")(by_person), methods=list(methods))
        return view

    return add


@bp.record_once
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals.update(talk_url=url_of, talk_words=words)
