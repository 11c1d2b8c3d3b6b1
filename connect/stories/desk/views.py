"""The page on which a moderator of the ward decides about a story."""

from flask import request
from flask_babel import gettext as _

from connect import db, web
from connect.accounts import rules as account_rules
from connect.accounts.rules import RoleName
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.stories import actions, queries, rules, words
from connect.stories.blueprint import bp
from connect.stories.desk.forms import DecisionForm
from connect.stories.models import Story
from connect.web import Answer, open_to


@bp.get("/desk/<pid:public_id>")
@open_to("moderator")
def desk(public_id: str) -> Answer:
    """A story as everybody would read it, and what a moderator can decide."""
    return _page(_mine(public_id), DecisionForm(formdata=None))


def _mine(public_id: str) -> Story:
    """A story that waits in an area of this moderator, or NotFound."""
    story, person = queries.by_public_id(public_id), current_person()
    secret = queries.secret_of(story)
    if not account_rules.holds(person.roles, RoleName.MODERATOR, secret.ward.path) or secret.helper_id == person.id:
        raise NotFound
    return story


def _page(story: Story, form: DecisionForm, message: object = None, status: int = 200) -> Answer:
    page = web.page(
        "stories/desk.html", story=story, form=form, message=message, waits=story.state in rules.FOR_MODERATORS,
        returns=story.state == rules.State.PENDING, events=queries.history(story),
        names=words.first_names(queries.agreed(story)),
        pictures=words.pictures(
            story, lambda number: web.url_if("stories.picture", public_id=story.public_id, number=number)
        ),
    )  # fmt: skip
    return web.private(page), status


@bp.post("/desk/<pid:public_id>/<any('publish', 'return', 'reject'):verb>")
@open_to("moderator")
def desk_decide(public_id: str, verb: str) -> Answer:
    """Publishes a story, sends it back with a reason, or does not accept it."""
    story, form = _mine(public_id), DecisionForm()
    if not form.validate():
        return _page(story, form, status=422)
    try:
        with db.transaction():
            _decide(_mine(public_id), form, verb)
    except (Conflict, RuleBroken, NotAllowed) as error:
        return _page(_mine(public_id), form, error.message, 409 if isinstance(error, Conflict) else 422)
    web.tell({"publish": _("Published."), "return": _("Sent back."), "reject": _("Not accepted.")}[verb])
    return web.see_other("moderation.queue")


def _decide(story: Story, form: DecisionForm, verb: str) -> None:
    person, reason = current_person(), request.form.get("reason", "")[:30]
    if verb == "return":
        actions.give_back(story, person, reason, form.said())
    elif verb == "reject":
        actions.reject(story, person, reason, form.said())
    elif story.pictures and not form.faces.data:
        raise RuleBroken(_("Look at the people in every picture first, and tick that you did."))
    else:
        actions.publish(story, person)
