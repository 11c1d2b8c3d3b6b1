"""The page that asks to send again in a moment: it holds all that was typed, and sends by itself with a script."""

from flask import Response, current_app, jsonify, render_template, request
from flask_babel import gettext as _, ngettext
from werkzeug.exceptions import HTTPException

from connect import web

FIRST_S, LONGEST_S = 2, 60  # how long the page waits before it sends again; twice as long each time
WAITING = "connect.waiting"  # what the server says in the environment of a request: how many wait behind it
TURNED_AWAY = "connect.turned_away"  # and that this one is not to be let in, but to come again in so many seconds
TRIES = "again"  # the hidden field that counts how often
# Their forms hold passwords and codes, which no page of ours ever repeats.
NEVER_REPEATED = ("accounts",)


def page(*, unknown: bool = False) -> Response:
    """503, with what was typed in one form that sends it again to the same address.

    `unknown` says that the last try may have been written all the same. Then only a form that carries a key,
    which makes one thing of many tries, is sent again by itself.
    """
    tries = _tries()
    pause_s = request.environ.get(TURNED_AWAY) or min(LONGEST_S, FIRST_S << tries)
    answer = current_app.make_response((_body(tries, pause_s, unknown), 503))
    answer.headers["Retry-After"] = str(pause_s)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _body(tries: int, pause_s: int, unknown: bool) -> str | Response:
    if web.speaks_json():
        return jsonify(error=_("Many people are here now. Try again in a few seconds."))
    typed = _typed(tries)
    by_itself = not unknown or "form_key" in request.form or request.method == "GET"
    return render_template(
        "errors/busy.html", typed=typed, address=request.full_path.rstrip("?"), by_itself=by_itself, pause_s=pause_s,
        unknown=unknown and request.method != "GET",
        waits=_waits(pause_s),
    )  # fmt: skip


def _waits(pause_s: int) -> str:
    """The wait of the script meanwhile, which adds up to a half."""
    if request.method == "GET":
        return ngettext(
            "It comes by itself in about %(num)s second.", "It comes by itself in about %(num)s seconds.", pause_s
        )
    return ngettext("It is sent again in about %(num)s second.", "It is sent again in about %(num)s seconds.", pause_s)


def _typed(tries: int) -> list[tuple[str, str]] | None:
    """The fields of the form, each as often as it was sent; None when they must not or cannot be repeated."""
    if request.method == "GET":
        return list(request.args.items(multi=True))
    try:
        if request.blueprint in NEVER_REPEATED or any(file.filename for file in request.files.values()):
            return None
        typed = [(name, text) for name, text in request.form.items(multi=True) if name != TRIES]
    except (HTTPException, OSError):  # too large to be read, or for the disk
        return None
    return [*typed, (TRIES, str(tries + 1))]


def _tries() -> int:
    try:
        return tries_in(request.form.get(TRIES, "0"))
    except HTTPException:
        return 0


def tries_in(text: str) -> int:
    """How often it was tried, as the field says, which anybody can touch."""
    try:
        return min(10, max(0, int(text)))
    except ValueError:
        return 0
