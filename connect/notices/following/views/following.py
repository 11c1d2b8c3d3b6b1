"""All choices on one page, for the browser that follows or for whoever has the link from a message; and stopping."""

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect import config, db, web
from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.areas.names.lookup import AreaHit
from connect.areas.queries import Place
from connect.deliveries.contacts import actions as contacts, passes, proving, tell_here
from connect.deliveries.contacts.models import Contact
from connect.errors import NotFound, RuleBroken
from connect.notices.blueprint import bp
from connect.notices.following import actions, queries
from connect.notices.following.forms import ChoicesForm, PlaceForm
from connect.notices.following.views.follow import COOKIE, LASTS_S
from connect.text import folded, one_line
from connect.web import Answer, cookies, open_to
from connect.web.limits import limiter
from connect.web.pages.forms import Form

MOST_FOUND = 6


@bp.get("/following")
@open_to("anyone")
def following() -> Answer:
    """Shows this browser what it follows; nothing is changed by looking."""
    kept = cookies.kept(COOKIE)
    contact = passes.contact(kept)
    answer = _page(contact, "")
    if contact:
        cookies.keep(answer, COOKIE, kept, LASTS_S)
    return answer


@bp.post("/following")
@open_to("anyone")
def following_change() -> Answer:
    """Adds or leaves a place, chooses, or stops all of it."""
    return _changed(cookies.kept(COOKIE), "")


@bp.route("/following/<token>", methods=["GET", "POST"])
@open_to("anyone")
def following_by(token: str) -> Answer:
    """The same page by the link of a message; it never expires, and looking at it changes nothing."""
    if not passes.is_one(token):
        raise NotFound
    return _changed(token, token) if request.method == "POST" else _page(passes.contact(token), token)


@bp.route("/following/<token>/stop", methods=["GET", "POST"])
@open_to("anyone")
@web.csrf.exempt  # type: ignore[untyped-decorator]  # RFC 8058: a mail program posts it; whoever has the link may stop
def following_stop(token: str) -> Answer:
    """The address of List-Unsubscribe: a look shows one button, a POST stops all, however often it comes."""
    if not passes.is_one(token):
        raise NotFound
    if request.method == "POST":
        with db.transaction():
            actions.stop_by_pass(token)
    gone = passes.contact(token) is None
    answer = web.private(web.page("notices/following_stop.html", token=token, gone=gone))
    if gone and cookies.kept(COOKIE) == token:
        cookies.drop(answer, COOKIE)
    return answer


@bp.post("/following/renew")
@open_to("anyone")
@limiter.limit("60/hour")
@web.csrf.exempt  # type: ignore[untyped-decorator]  # the site's worker posts it: the pass or the old address proves it
def following_renew() -> Answer:
    """Keeps the address that this browser has now, where it is another than before; or notes that it came by."""
    form = tell_here.AddressForm(meta={"csrf": False})
    contact = passes.contact(cookies.kept(COOKIE)) or contacts.of_push(request.form.get("before", "")[:1000])
    if contact is None or contact.medium != "push" or not form.validate():
        return "", 422
    if not proving.may_be_asked(form.endpoint.data or ""):
        return "", 422
    try:
        with db.transaction():
            mine = db.session.get_one(Contact, contact.id)
            if contacts.of_push(form.endpoint.data or "") is None:
                contacts.renew_push(mine, form.endpoint.data or "", form.keys)
            contacts.came_by(mine)
            kept = passes.of(mine)
    except IntegrityError:  # two pages of one browser at once
        return "", 409
    answer = Response("", 204)
    cookies.keep(answer, COOKIE, kept, LASTS_S)
    return answer


def _changed(kept: str, link: str) -> Answer:
    """Does what was pressed, and shows the page again; what does not fit is said there."""
    answer = web.see_other("notices.following_by", token=link) if link else web.see_other("notices.following")
    contact = passes.contact(kept)
    if contact is None or not Form().validate():
        return answer
    if request.form.get("stop"):
        with db.transaction():
            actions.stop_by_pass(kept)
    elif request.form.get("leave", "").isdecimal():
        with db.transaction():
            actions.leave(db.session.get_one(Contact, contact.id), int(request.form["leave"][:15]))
    elif "name" in request.form or "add" in request.form:
        return _added(contact, link) or answer
    else:
        form = ChoicesForm()
        if not form.validate():
            return _page(contact, link, form), 422
        with db.transaction():
            _chosen(db.session.get_one(Contact, contact.id), form)
        web.tell(_("Kept."))
        return answer
    if passes.contact(kept) is None:
        web.tell(_("Stopped. Nothing about this address is kept any more, but for a mark that nothing is sent there."))
        answer = web.see_other("notices.following_stop", token=link) if link else answer
        if cookies.kept(COOKIE) == kept:
            cookies.drop(answer, COOKIE)
    return answer


def _chosen(contact: Contact, form: ChoicesForm) -> None:
    actions.choose(contact, form.choices())
    for one in queries.of_contact(contact):
        wanted = request.form.get(f"channel-{one.id}", "")
        allowed = {channel.public_id: channel.id for channel in queries.channels_for(one)}
        if wanted == "" or wanted in allowed:
            actions.narrow(contact, one.id, allowed.get(wanted))


def _added(contact: Contact, link: str) -> Answer | None:
    """Follows the place that was chosen, or the only one that a name means; else the page with those it may mean."""
    form = PlaceForm()
    place, text = areas.place_of(form.add.data), one_line(form.name.data)
    found = lookup.search(text, MOST_FOUND) if place is None and text else []
    place = place or _meant(found, text)
    if place is None:
        return _page(contact, link, found=found, sought=form), 422
    try:
        with db.transaction():
            actions.add(db.session.get_one(Contact, contact.id), place)
    except RuleBroken as error:
        form.name.errors = [error.message]
        return _page(contact, link, sought=form), 422
    web.tell(_("You follow %(place)s", place=areas.label(place)))
    return None


def _meant(found: list[AreaHit], text: str) -> Place | None:
    """The place that a name means beyond doubt, or None."""
    if lookup.is_sure(found, text):
        return found[0].place
    return next((hit.place for hit in found if folded(hit.label) == folded(text)), None)


def _page(
    contact: Contact | None, link: str, form: ChoicesForm | None = None, found: list[AreaHit] | None = None,
    sought: PlaceForm | None = None,
) -> Response:  # fmt: skip
    """The page of choices, or the one that says how to begin."""
    followed = queries.of_contact(contact) if contact else []
    rows = [(one, areas.by_id(one.area_id), queries.channels_for(one)) for one in followed]
    if sought is not None and found is not None and not sought.name.errors:
        sought.name.errors = (
            [_("Which one do you mean?")] if found else [_("No place has this name. Write your ward or commune.")]
        )
    page = web.page(
        "notices/following.html", contact=contact, rows=rows, link=link, key=tell_here.site_key(), found=found or [],
        form=form or (ChoicesForm.of(contact, followed[0]) if contact and followed else None),
        sought=sought or PlaceForm(formdata=None), ended=contact is not None and contact.retired_at is not None,
        site_quiet=config.current().quiet_hours,
    )  # fmt: skip
    return web.private(page)
