"""Asking once more before what cannot be undone; and whether single keys press buttons in this browser."""

from flask import redirect, request, url_for
from flask_babel import gettext as _

from connect import web
from connect.moderation.blueprint import bp
from connect.web import Answer, cookies, open_to

COOKIE = "keys"
LASTS_S = 365 * cookies.DAY_S


def ask_first(question: str, words: str, button: str, back: str, undone: str = "") -> Answer | None:
    """The page that asks, with all that was sent kept in it; None once the answer was yes.

    `undone` says what of it cannot be undone; empty: nothing can.
    """
    if "sure" in request.form:
        return None
    kept = [(name, text) for name, text in request.form.items(multi=True) if name != "csrf_token"]
    undone = undone or _("This cannot be undone.")
    page = web.page(
        "moderation/sure.html", question=question, words=words, button=button, back=back, kept=kept, undone=undone
    )  # fmt: skip
    return web.private(page)


def single_keys() -> bool:
    """Whether single keys press buttons in this browser (WCAG 2.1.4: they can be turned off)."""
    return cookies.kept(COOKIE) != "off"


@bp.record
def _globals(setup: object) -> None:
    setup.app.jinja_env.globals.update(single_keys=single_keys)  # type: ignore[attr-defined]


@bp.post("/keys")
@open_to("moderator", "official", "admin")
def keys() -> Answer:
    """Turns single keys off in this browser, or on again."""
    off = single_keys()
    answer = redirect(web.safe_path(request.form.get("next")) or url_for("moderation.queue"), 303)
    cookies.keep(answer, COOKIE, "off" if off else "on", LASTS_S)
    web.tell(_("Single keys do nothing any more.") if off else _("Single keys press the buttons they stand beside."))
    return answer
