"""Calm pages for whatever goes wrong: what happened, that nothing is lost, and a way on."""

import errno

import structlog
from flask import Flask, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from connect import config, db
from connect.crypto.encryption import KeyMissing
from connect.errors import Busy, Conflict, ConnectError, Gone, NotAllowed, NotFound, RuleBroken
from connect.web import Answer, forget_person, logs, request_sizes, speaks_json, url_if
from connect.web.pages import overload_page

log = structlog.get_logger("connect")
REFUSED = "connect.refused"  # in the environment of a page that is made beforehand: with which status it refuses


def init_app(app: Flask) -> None:
    """Turns what can go wrong into pages."""
    app.register_error_handler(ConnectError, _domain_error)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Busy, _busy)
    for failure in (*db.FAILURES, KeyMissing):
        app.register_error_handler(failure, _storage_error)
    app.register_error_handler(OSError, _system_error)
    app.register_error_handler(Exception, _crash)
    app.before_request(_before_work)


def _domain_error(error: ConnectError) -> Answer:
    status = {NotFound: 404, Gone: 410, NotAllowed: 403, RuleBroken: 422, Conflict: 409}.get(type(error), 400)
    return error_page(status, text=str(error.message) if error.message else None)


def _stale_form(_error: CSRFError) -> Answer:
    return error_page(400, _("This page was open for too long"), _("Go back, reload the page and send it again."))


def _http_error(error: HTTPException) -> Answer | HTTPException:
    if error.code is None or error.code < 400:
        return error
    return error_page(error.code)


def _before_work() -> Answer | None:
    """A visitor who comes when too many want to write is told so before any work is done for nothing."""
    if request.environ.get(overload_page.TURNED_AWAY):
        return overload_page.page()
    if REFUSED in request.environ:
        return error_page(request.environ[REFUSED])
    if request.method != "POST":
        return None
    behind = request.environ.get(overload_page.WAITING, 0)
    return overload_page.page() if behind > config.current().writes_waiting or db.is_busy() else None


def _busy(_error: Busy) -> Answer:
    return overload_page.page()


def _storage_error(error: Exception) -> Answer:
    log.error("storage", kind=type(getattr(error, "orig", None) or error).__name__, endpoint=request.endpoint or "-")
    forget_person()
    return overload_page.page(unknown=True)


_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}  # full, over the quota, read-only, broken


def _system_error(error: OSError) -> Answer:
    return _storage_error(error) if error.errno in _DISK else _crash(error)


def _crash(error: Exception) -> Answer:
    log.error("crash", **logs.what_and_where(error), endpoint=request.endpoint or "-")
    if current_app.testing or current_app.debug:
        raise error
    return error_page(500)


def error_page(status: int, title: str | None = None, text: str | None = None) -> Answer:
    """A calm page, or JSON for the addresses that speak it, with a way on."""
    standard = _standard_words(status)
    title, text = title or standard[0], text or standard[1]
    if speaks_json():
        return jsonify(error=text), status
    actions = [(url_if("home.front"), _("To the front page"))]
    return render_template("errors/error.html", status=status, title=title, text=text, actions=actions), status


def _standard_words(status: int) -> tuple[str, str]:
    known = {
        403: (_("Not for you"), _("You may not do this. Nothing was changed.")),
        404: (_("Only the cat is here"), _("The page does not exist, or its link is wrong or has ended.")),
        405: (_("Only the cat is here"), _("The page does not exist, or its link is wrong or has ended.")),
        409: (_("Somebody was faster"), _("This has changed in the meantime. Look again and choose anew.")),
        410: (_("Taken down"), _("What stood here is gone for good.")),
        413: (
            _("Too large"),
            _(
                "What you sent is larger than %(form)s KB, or %(picture)s MB with a picture. Nothing was kept. "
                "Go back: what you typed is still there. Then choose a smaller picture or shorten the text.",
                form=request_sizes.FORM_BYTES // 1024, picture=config.current().max_upload_mb,
            ),
        ),
        414: (_("This address is too long"), _("No page here has such an address. Begin again at the front page.")),
        431: (
            _("Your browser sent too much"),
            _("Clear the cookies of this site in your browser, then open it again. Nothing of yours is lost here."),
        ),
        422: (_("That does not fit"), _("Something in what you sent cannot be right. Go back and look at it again.")),
        429: (_("A moment, please"), _("Too many tries in a short time. Wait a minute and try again.")),
    }  # fmt: skip
    if status in known:
        return known[status]
    if status < 500:
        return _("That did not work"), _("The page could not understand what was sent. Go back and try again.")
    return _("Our mistake"), _("Something broke on our side. Nothing you did was wrong; try again in a moment.")
