"""The pages of givers, and the list of an area's offers for its moderators."""

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from connect import clock, db, web
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.cases.map.rows import rows_of
from connect.crypto import signing
from connect.errors import Conflict, NotFound, RuleBroken
from connect.incidents import kinds
from connect.offers import actions, queries, rules, words
from connect.offers.forms import ChangeForm, OfferForm, first_until
from connect.offers.loans import queries as loans
from connect.offers.models import Offer
from connect.offers.rules import Verb
from connect.offers.stock import queries as stock
from connect.text import phone_for_eyes
from connect.web import Answer, open_to

bp = Blueprint("offers", __name__, url_prefix="/offers")


@bp.record
def _globals(setup: Any) -> None:
    setup.app.jinja_env.globals["offer_words"] = words


@bp.get("/")
@open_to("signed_in")
def mine() -> Answer:
    """The giver's own offers, with what is left of each and what waits for a word."""
    found = queries.of_person(current_person())
    listed = [(offer, stock.left(offer), _shown(offer), _asked(offer)) for offer in found]
    overdue = loans.overdue_count(current_person())
    return web.private(web.page("offers/mine.html", listed=listed, full=_is_full(found), overdue=overdue))


def _shown(offer: Offer) -> rules.State:
    return rules.shown_state(offer.state, offer.clock_at, clock.now())


def _asked(offer: Offer) -> bool:
    return rules.is_asked(_shown(offer), offer.confirmed_at, clock.now())


def _is_full(found: list[Offer]) -> bool:
    return sum(one.state in rules.NOT_ENDED for one in found) >= rules.MOST_LIVING


@bp.route("/new", methods=["GET", "POST"])
@open_to("signed_in")
def new() -> Answer:
    """A new offer."""
    if request.method == "GET" and request.args.get("sort") not in tuple(rules.Sort):
        return web.private(web.page("offers/new.html", form=None))
    given = {"until": first_until(), "offered": request.args.get("sort")}
    form = OfferForm(current_person().organizations, data=given)
    if not form.is_submitted():
        return _form(form)
    if "find" in request.form:
        return _form(form, finding=True)
    if not form.validate():
        return _form(form), 422
    try:
        with db.transaction():
            offer = actions.make(
                current_person(), form.thing(), form.terms(), form.location, form.organization.data or None
            )
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return _form(form), 422
    web.tell(_("Thank you. Your offer stands. Below is who needs this near you."))
    return web.see_other("offers.show", public_id=offer.public_id)


def _form(form: OfferForm, *, finding: bool = False) -> Response:
    page = web.page(
        "offers/new.html", form=form, finding=finding, wards=form.wards_offered(), link=form.only_a_link(),
        named=len(form.organization.choices) > 1,
    )  # fmt: skip
    return web.with_map(web.private(page))


@bp.get("/<pid:public_id>")
@open_to("signed_in")
def show(public_id: str) -> Answer:
    """One offer: to its giver with what is left and who needs it near, to a moderator of its area with whom to call."""
    return _page(queries.seen_by(current_person(), public_id))


def _page(offer: Offer, message: object = None, status: int = 200) -> Answer:
    is_mine, state, secret = offer.person_id == current_person().id, _shown(offer), queries.secret_of(offer)
    page = web.page(
        "offers/show.html", offer=offer, mine=is_mine, state=state, left=stock.left(offer), message=message,
        month=stock.handed_over(offer), ever=stock.handed_over_ever(offer), words_of=secret.words if secret else "",
        asked=_asked(offer), events=queries.history(offer) if is_mine else [], place=areas.label(offer.area),
        rows=rows_of(queries.needs_near(offer)) if is_mine and state == rules.State.OPEN else [],
        phone="" if is_mine else phone_for_eyes(offer.person.phone),
    )  # fmt: skip
    return web.private(page), status


@bp.post("/<pid:public_id>/<any(confirm, pause, resume, end):verb>")
@open_to("signed_in")
def act(public_id: str, verb: str) -> Answer:
    """The giver confirms, pauses, opens again or ends an offer."""
    try:
        with db.transaction():
            actions.act(queries.own(current_person(), public_id), Verb(verb))
    except (Conflict, RuleBroken) as error:
        return _page(queries.own(current_person(), public_id), error.message, 409)
    web.tell(_said(Verb(verb)))
    return web.see_other("offers.show", public_id=public_id)


def _said(verb: Verb) -> str:
    return {
        Verb.CONFIRM: _("Thank you. It counts for three more weeks, then you are asked again."),
        Verb.PAUSE: _("It is paused: nobody is shown it until you open it again."),
        Verb.RESUME: _("It is open again."),
        Verb.END: _("It has ended. Thank you for what you gave."),
    }[verb]


@bp.route("/<pid:public_id>/change", methods=["GET", "POST"])
@open_to("signed_in")
def change(public_id: str) -> Answer:
    """Changes the terms of an offer; one that was used up or expired is open again."""
    offer = queries.own(current_person(), public_id)
    left = stock.left(offer)
    form = ChangeForm(offer, left.free + left.aside, queries.secret_of(offer))
    if not form.is_submitted():
        return web.private(web.page("offers/change.html", form=form, offer=offer, left=left))
    status, fits = 422, form.validate()
    if fits:
        try:
            with db.transaction():
                actions.change(queries.own(current_person(), public_id), form.terms(), form.version.data or 0)
            web.tell(_("It is changed."))
            return web.see_other("offers.show", public_id=public_id)
        except (Conflict, RuleBroken) as error:
            status = 409 if isinstance(error, Conflict) else 422
            form.form_errors.append(error.message)
            offer = queries.own(current_person(), public_id)
            form.version.data = offer.version
    return web.private(web.page("offers/change.html", form=form, offer=offer, left=stock.left(offer))), status


# --- Moderators -------------------------------------------------------------------------------------------


@bp.get("/area")
@open_to("moderator")
def of_area() -> Answer:
    """The offers of a moderator's areas, for those who look for what a case needs."""
    person, only = current_person(), _only()
    after = signing.unsigned(request.args.get("after", ""), "offers")
    found = queries.of_area(person, only, queries.key_of(after) if after else None)
    more = found[queries.PAGE - 1] if len(found) > queries.PAGE else None
    listed = [(offer, _shown(offer)) for offer in found[: queries.PAGE]]
    following = signing.signed([more.confirmed_at.isoformat(), more.id], "offers") if more else None
    return web.private(
        web.page(
            "offers/of_area.html",
            listed=listed,
            only=only,
            kinds=kinds.KINDS,
            following=following,
            paged=bool(after),
            wards=queries.wards(person, only),
        )
    )


def _only() -> queries.Only:
    """The part of the list that the address names; what is unknown narrows nothing."""
    kind, ward = request.args.get("kind", ""), request.args.get("in", "")
    known = kind if kind in kinds.BY_CODE else "", request.args.get("all") == "1"
    try:
        return queries.Only(*known, areas.get(ward).code if ward else "")
    except NotFound:
        return queries.Only(*known)
