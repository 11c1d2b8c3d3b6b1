"""One question of a draft, the trial of a set, and its publishing."""

from dataclasses import replace

from flask import request
from flask_babel import force_locale, get_locale, gettext as _

from connect import db, web
from connect.accounts.sign_in.current_session import current_person
from connect.errors import Conflict, NotFound, RuleBroken
from connect.incidents.blueprint import bp
from connect.incidents.questions import actions, evaluation, queries, reading, rules, words
from connect.incidents.questions.editing import drafting, fields, words as told
from connect.incidents.questions.forms import QuestionForm
from connect.incidents.questions.models import QuestionSet
from connect.incidents.questions.on_form import OnForm
from connect.incidents.questions.rules import Published, QuestionType
from connect.incidents.questions.views.questions import edits_sent, kind_of, refused
from connect.text import one_line
from connect.web import Answer, open_to
from connect.web.pages import templating


@bp.route("/questions/<pid:public_id>/edit", methods=["GET", "POST"])
@open_to("official", "admin")
def questions_edit(public_id: str) -> Answer:
    """One question: `code` in the address names it; without one it is new, and `type` says of which kind."""
    draft, was = queries.to_edit(public_id, current_person()), request.args.get("code")
    if draft.published_at is not None and request.method == "GET":
        return web.see_other("incidents.questions_set", public_id=public_id)
    there = drafting.find(draft.body, was)
    if was and there is None and request.method == "GET":
        raise NotFound
    form = QuestionForm.of(draft.body, there, _kind_asked())
    if not form.is_submitted() or "more" in request.form:
        return web.private(_form_page(form, draft, was))
    if not form.validate():
        return web.private(_form_page(form, draft, was)), 422
    question = form.question(draft.body, was)
    if not form.fits(draft.body, question, was):
        return web.private(_form_page(form, draft, was)), 422
    try:
        with db.transaction():
            fresh = queries.to_edit(public_id, current_person())
            actions.put_question(fresh, question, current_person(), was=was, read=form.read.data or "")
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return web.private(_form_page(form, draft, was)), 422
    except Conflict as error:
        return _both(public_id, form, was, error)
    web.tell(_("Kept in the draft."))
    return web.see_other("incidents.questions_set", public_id=public_id)


def _kind_asked() -> str:
    asked = request.args.get("type", "")
    return asked if asked in {*QuestionType} else str(QuestionType.YES_NO)


def _both(public_id: str, form: QuestionForm, was: str | None, error: Conflict) -> Answer:
    """The form as it was typed, beside the question as it stands in the draft now."""
    draft = queries.to_edit(public_id, current_person())
    if draft.published_at is not None:
        return refused(public_id, error)
    now = drafting.find(draft.body, was)
    form.read.raw_data = None
    form.read.data = drafting.digest(now)
    return web.private(_form_page(form, draft, was, now=now, meanwhile=True)), 409


def _form_page(
    form: QuestionForm, draft: QuestionSet, was: str | None, now: drafting.Question | None = None,
    meanwhile: bool = False,
) -> str:  # fmt: skip
    lang, asked = str(get_locale()), drafting.questions(draft.body)
    options = fields.options(drafting.before(draft.body, was), lang)
    kind = QuestionType(form.type.data) if form.type.data in {*QuestionType} else QuestionType.YES_NO
    return web.page(
        "incidents/questions_edit.html", form=form, set=draft, was=was, kind=kind, utility=kind_of(draft),
        is_kept=was in queries.codes_published(draft), types=words.TYPES, shown_to=words.SHOWN_TO, now=now,
        meanwhile=meanwhile, now_condition=told.condition(now.get("ask_if"), asked, lang) if now else "",
        options=options, known={one.value for one in options}, has_typed=any(one.typed for one in options),
        empty_group=fields.Rows("any"), spare=fields.SPARE,
        most_choices=rules.MOST_CHOICES, more="more" in request.form, label=told.label,
    )  # fmt: skip


@bp.route("/questions/<pid:public_id>/try", methods=["GET", "POST"])
@open_to("official", "admin")
def questions_try(public_id: str) -> Answer:
    """The questions as people see them, in both languages side by side, decided by the answers that were just typed."""
    found = queries.by_public_id(public_id, current_person())
    body = drafting.filled_up(found.body)
    if faults := reading.faults(body):
        wrong = [told.said(one) for one in faults]
        return web.private(web.page("incidents/questions_try.html", set=found, kind=kind_of(found), faults=wrong))
    asked = reading.read(body)
    names = {one.code: f"q-{found.utility}-{one.code}" for one in asked.questions}
    typed = {code: [said for lang in rules.LANGUAGES for said in request.form.getlist(f"{lang}-{name}")]
             for code, name in names.items()}  # fmt: skip
    outcome, tried = evaluation.evaluate(asked, typed), request.method == "POST"
    there = OnForm(Published(found.id, found.utility, found.version, asked), typed, outcome, tried)
    columns = [_column(lang, there) for lang in rules.LANGUAGES]
    page = web.page("incidents/questions_try.html", set=found, kind=kind_of(found), columns=columns, tried=tried,
                    outcome=outcome)  # fmt: skip
    return web.private(page)


def _column(lang: str, there: OnForm) -> str:
    """All questions in one language, as on the page on which people ask for help; one form sends those of one."""
    with force_locale(lang):
        return templating.piece("incidents/parts/tried.html", lang=lang, sets=[replace(there, before=f"{lang}-")])


@bp.route("/questions/<pid:public_id>/publish", methods=["GET", "POST"])
@open_to("official", "admin")
def questions_publish(public_id: str) -> Answer:
    """Faults and warnings of a draft, then the one press that makes a version of it."""
    person = current_person()
    if request.method == "GET":
        draft = queries.to_edit(public_id, person)
        if draft.published_at is not None:
            return web.see_other("incidents.questions_set", public_id=public_id)
        return web.private(_publish_page(draft))
    try:
        with db.transaction():
            draft = queries.to_edit(public_id, person)
            actions.publish(draft, person, edits=edits_sent(), note=one_line(request.form.get("note"))[:200])
    except (Conflict, RuleBroken) as error:
        fresh = queries.to_edit(public_id, person)
        if fresh.published_at is not None:
            return refused(public_id, error)
        return web.private(_publish_page(fresh, str(error.message))), 409 if isinstance(error, Conflict) else 422
    web.tell(
        _("Version %(version)s is published. It is asked where a switch puts it into force.", version=draft.version)
    )
    return web.see_other("incidents.questions_set", public_id=public_id)


def _publish_page(draft: QuestionSet, trouble: str = "") -> str:
    faults, warnings = queries.faults(draft), queries.warnings(draft)
    return web.page(
        "incidents/questions_publish.html", set=draft, kind=kind_of(draft), trouble=trouble,
        faults=[told.said(one) for one in faults], warnings=[told.said(one) for one in warnings],
        asked=drafting.questions(draft.body), label=told.label, note=one_line(request.form.get("note")),
    )  # fmt: skip
