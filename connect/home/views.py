"""The two buttons, the language, privacy, and whether all is well."""

from pathlib import Path

import sqlalchemy as sa
from flask import current_app, jsonify, redirect, request, send_from_directory, url_for

from connect import config, db, web
from connect.cases.asking import consent
from connect.errors import NotFound
from connect.gateways import media, recording
from connect.home import manifest as manifests, samples
from connect.home.blueprint import bp
from connect.home.place import codes
from connect.registry import front_page
from connect.web import Answer, cookies, headers, open_to, read_replica
from connect.web.pages import languages

MANIFEST_S = 3600
FRONT_S = 15  # how long its numbers and notices may lag behind for strangers


@bp.get("/")
@open_to("anyone")
@read_replica.may_answer
def front() -> Answer:
    """The two ways in, what else features show, and a choice of ward; whoever chose one before is sent there."""
    kept = cookies.kept(cookies.WARD)
    chosen = codes.known(kept).places
    if chosen and chosen[0].parent_id is not None:
        return web.private(redirect(url_for("home.place", code=kept), 303))
    return web.shared(web.page("home/front.html", parts=front_page.shown()), FRONT_S)


@bp.get("/language/<any(vi, en):lang>")
@open_to("anyone")
def language(lang: str) -> Answer:
    """Keeps the choice of language for a year and goes back to where the visitor was."""
    response = redirect(web.safe_path(request.args.get("next")) or url_for("home.front"), 303)
    languages.remember(response, lang)
    return response


@bp.get("/privacy")
@open_to("anyone")
def privacy() -> Answer:
    """Shows the statement on privacy: all that is kept, why, how long, and for whose eyes."""
    version = consent.version(config.current().keep_personal_days)
    lang = languages.chosen()
    return web.page(
        "home/privacy.html", version=version, consents=consent.text(version, lang), health=consent.health(version, lang)
    )


@bp.get("/outbox")
@open_to("anyone")
def outbox() -> Answer:
    """The messages that were recorded instead of sent. For developers; elsewhere there is no such page."""
    if not config.current().development:
        raise NotFound
    return web.private(web.page("home/outbox.html", messages=recording.recorded(media.outbox(config.current()))))


@bp.get("/manifest.webmanifest")
@open_to("anyone")
def manifest() -> Answer:
    """Tells a browser how the site is put on a home screen."""
    answer = current_app.json.response(manifests.of_site(config.current()))
    answer.mimetype = "application/manifest+json"
    return web.public(answer, MANIFEST_S)


@bp.get("/sw.js")
@open_to("anyone")
def worker() -> Answer:
    """The site's worker, which shows what is pushed. Its address decides for which pages it stands, so it is here."""
    answer = send_from_directory(Path(current_app.static_folder or "") / "js", "sw.js", mimetype="text/javascript")
    answer.headers["Content-Security-Policy"] = headers.OF_WORKER
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@bp.get("/design")
@open_to("anyone")
def design() -> Answer:
    """Every component in every state, from invented things. For developers; elsewhere there is no such page."""
    if not config.current().development:
        raise NotFound
    return web.private(web.page("home/design.html", **samples.samples()))


@bp.get("/health")
@open_to("anyone")
def health() -> Answer:
    """Whether the site can serve: the database answers and its schema is known."""
    schema = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return web.private(jsonify(status="ok", schema=schema))
