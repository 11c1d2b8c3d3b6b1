"""Bulletins: what everybody reads of a series, and the pages on which an area's officials put figures in."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from connect import clock, config, db, web
from connect.accounts import queries as accounts
from connect.accounts.rules import RoleName
from connect.accounts.sign_in import current_session
from connect.accounts.sign_in.current_session import current_person
from connect.areas import queries as areas
from connect.areas.names import lookup
from connect.areas.queries import Place
from connect.errors import Conflict, NotAllowed, NotFound, RuleBroken
from connect.notices.blueprint import bp
from connect.notices.bulletins import actions, charts, csv_files, forms, queries, rules, words
from connect.notices.bulletins.forms import CheckForm, FiguresForm, SeriesForm, SheetForm
from connect.notices.bulletins.models import Series
from connect.notices.bulletins.sheets import judging, people, reading
from connect.notices.bulletins.sheets.judging import Judged, Verdict
from connect.notices.bulletins.sheets.reading import Row
from connect.notices.channels import queries as channels
from connect.notices.rules import covers
from connect.text import one_line
from connect.web import Answer, open_to, read_replica
from connect.web.limits import limiter
from connect.web.pages.tables import csv_files as tables

PUBLIC_S = 60
FIELD = "v-"  # and the code of a place
sparingly = limiter.limit("120/hour", methods=["POST"], key_func=lambda: f"person:{current_person().id}")


@bp.get("/bulletins/<pid:public_id>")
@open_to("anyone")
@read_replica.may_answer
def bulletin(public_id: str) -> Answer:
    """The latest of a series in a place, its chart and table, and the places within."""
    series = queries.by_public_id(public_id)
    place = _asked_place(series)
    found = queries.readings(series, place)
    inside = sorted(queries.by_place(series, place).items(), key=lambda one: areas.by_id(one[0]).folded)
    page = web.page(
        "notices/bulletin.html", series=series, place=place, readings=found, words=words, writes=_writes(series),
        drawing=charts.drawing(series, found), inside=[(areas.by_id(id_), some) for id_, some in inside],
        scope=areas.by_id(series.channel.area_id),
    )  # fmt: skip
    return web.shared(page, PUBLIC_S)


@bp.get("/bulletins/<pid:public_id>/figures.csv")
@open_to("anyone")
@read_replica.may_answer
def bulletin_csv(public_id: str) -> Answer:
    """The published figures of a place and those in it, the newest revision of each."""
    return _file(public_id, revisions=False)


@bp.get("/bulletins/<pid:public_id>/revisions.csv")
@open_to("anyone")
@read_replica.may_answer
def bulletin_revisions(public_id: str) -> Answer:
    """The same with all that was published before it was put right."""
    return _file(public_id, revisions=True)


def _file(public_id: str, *, revisions: bool) -> Response:
    series = queries.by_public_id(public_id)
    place = _asked_place(series)
    name = f"{series.code}-{place.code}" + ("-revisions" if revisions else "")
    found = queries.published(series, place, revisions=revisions)
    return web.public(csv_files.answer(series, found, name, tags="hxl" in request.args), PUBLIC_S)


@bp.route("/bulletins/open", methods=["GET", "POST"])
@open_to("official")
def bulletin_open() -> Answer:
    """A further series of a channel."""
    channel, form = channels.by_public_id(request.values.get("channel", "")), SeriesForm()
    actions.check_writes(channel, current_person())
    page: dict[str, Any] = {"form": form, "channel": channel}
    if not form.is_submitted():
        return web.private(web.page("notices/bulletin_open.html", **page))
    if not form.validate():
        return web.private(web.page("notices/bulletin_open.html", **page)), 422
    try:
        with db.transaction():
            made = actions.open_series(channel, current_person(), **form.values())
    except RuleBroken as error:
        form.form_errors.append(error.message)
        return web.private(web.page("notices/bulletin_open.html", **page)), 422
    return web.see_other("notices.bulletin_write", public_id=made.public_id)


@bp.route("/bulletins/<pid:public_id>/write", methods=["GET", "POST"])
@open_to("official")
@sparingly
def bulletin_write(public_id: str) -> Answer:
    """One day's figures for all places of the channel; from here they are looked over."""
    series, form = _hers(public_id), FiguresForm()
    if not form.is_submitted():
        return _typing(series, form, {})
    if "edit" in request.form:  # back from the page on which they were looked over
        rows = CheckForm().read
        form.day.data = rows[0].day if rows else form.day.data
        return _typing(series, form, {one.code: one.value for one in rows})
    typed = {name[len(FIELD) :]: one_line(text) for name, text in request.form.items() if name.startswith(FIELD)}
    day = one_line(form.day.data)
    rows = [Row(at, day, code, "", text) for at, (code, text) in enumerate(typed.items(), 1) if text]
    if not rows:
        form.form_errors.append(_("Write at least one figure."))
        return _typing(series, form, typed), 422
    if rules.day(day, _today())[1]:
        form.day.errors = [_("This is no day that has come. Write it like 24/11/2026.")]
        return _typing(series, form, typed), 422
    return _check(series, rows, CheckForm(formdata=None), typed=True)


@bp.route("/bulletins/<pid:public_id>/file", methods=["GET", "POST"])
@open_to("official")
@sparingly
def bulletin_file(public_id: str) -> Answer:
    """The way in for a spreadsheet. It is read, shown, and forgotten."""
    series, form = _hers(public_id), SheetForm()
    if not form.is_submitted():
        return _bringing(series, form)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _bringing(series, form, _("Choose the file.")), 422
    found = reading.read(sent.stream.read(), series.names.values(), _is_place)
    if found.trouble:
        persons = str(words.NOTHING_KEPT) if found.trouble.why == "persons" else ""
        return _bringing(series, form, words.refused(found.trouble), persons), 422
    day = one_line(form.day.data)
    rows = [one if one.day else replace(one, day=day) for one in found.rows]
    if len(forms.packed(rows)) > forms.LONGEST_ROWS:
        return _bringing(series, form, str(words.REFUSED["rows"]) % {"most": len(rows) // 2}), 422
    return _check(series, rows, CheckForm(formdata=None))


@bp.get("/bulletins/<pid:public_id>/empty.csv")
@open_to("official")
def bulletin_empty(public_id: str) -> Answer:
    """The file to be filled in: a line for each place, today's date."""
    series, day = _hers(public_id), f"{_today():%d/%m/%Y}"
    heads = [_("Date"), "area_code", _("Ward/commune"), _("Figure"), _("Note")]
    rows = [[day, place.code, place.name, None, ""] for place in _offered(series)]
    return web.private(tables.answer(f"{series.code}.csv", heads, rows))


@bp.post("/bulletins/<pid:public_id>/check")
@open_to("official")
@sparingly
def bulletin_check(public_id: str) -> Answer:
    """Looks figures over again with what was answered, and keeps them on the press that says so."""
    series, form = _hers(public_id), CheckForm()
    rows = form.read
    if not rows:
        return web.see_other("notices.bulletin_write", public_id=public_id)
    if reading.holds_persons(rows, _is_place):
        return _bringing(series, SheetForm(), str(words.REFUSED["persons"]), str(words.NOTHING_KEPT)), 422
    judged = judging.judge(series, rows, _answers(), _today())
    if not form.validate() or "keep" not in request.form or _missing(form, judged):
        return _check(series, rows, form), 422
    reason = one_line(form.reason.data)
    figures = [judging.noted(one, reason) for one in judged]
    try:
        with db.transaction():
            edition = int(form.edition.data) if (form.edition.data or "").isdecimal() else 0
            count = actions.keep(
                queries.by_public_id(public_id), current_person(), edition, list(filter(None, figures))
            )
    except Conflict as error:
        form.form_errors.append(error.message)
        return _check(queries.by_public_id(public_id), rows, form), 409
    web.tell(_("Kept and published: %(count)s figures.", count=count) if count else _("Nothing has changed."))
    return web.see_other("notices.bulletin", public_id=public_id)


def _missing(form: CheckForm, judged: Sequence[Judged]) -> bool:
    """Whether something has to be answered first; says so on the form."""
    if any(one.verdict == Verdict.ASKED for one in judged):
        form.form_errors.append(_("Answer what is asked, or leave the row out."))
    reason = one_line(form.reason.data)
    if any(one.verdict == Verdict.CORRECTION and not one.row.note for one in judged) and not reason:
        form.reason.errors = [_("Say why; readers of the corrections see it.")]
    elif people.is_told(reason, _is_place):
        form.reason.errors = [_("Leave out whatever tells of a person: names, ages, addresses, numbers.")]
    return bool(form.errors)


def _check(series: Series, rows: list[Row], form: CheckForm, *, typed: bool = False) -> Response:
    """All rows with what becomes of each; they are kept nowhere but in this page."""
    judged = judging.judge(series, rows, _answers(), _today())
    form.rows.data, form.edition.data = forms.packed(rows), str(series.edition)
    groups = {verdict: [one for one in judged if one.verdict == verdict] for verdict in Verdict}
    page = web.page(
        "notices/bulletin_check.html", series=series, form=form, groups=groups, words=words, answers=_answers(),
        typed=typed or all(one.code and not one.place for one in rows), few=judging.hidden_ones(series, judged),
        scope=areas.by_id(series.channel.area_id),
    )  # fmt: skip
    return web.private(page)


def _typing(series: Series, form: FiguresForm, typed: dict[str, str]) -> Response:
    form.day.data = one_line(form.day.data) or f"{_today():%d/%m/%Y}"
    lines = [
        (place, typed.get(place.code, ""), latest)
        for place, latest in judging.latest(series, _offered(series), _today())
    ]
    page = web.page("notices/bulletin_write.html", series=series, form=form, lines=lines, words=words, field=FIELD)
    return web.private(page)


def _bringing(series: Series, form: SheetForm, wrong: str = "", more: str = "") -> Response:
    form.day.data = one_line(form.day.data) or f"{_today():%d/%m/%Y}"
    return web.private(web.page("notices/bulletin_file.html", series=series, form=form, wrong=wrong, more=more))


def _hers(public_id: str) -> Series:
    """A series that the signed-in official may write."""
    series = queries.by_public_id(public_id)
    if not _writes(series):
        raise NotAllowed(_("You can write only for the areas you answer for."))
    actions.check_writes(series.channel, current_person())
    return series


def _writes(series: Series) -> bool:
    person = current_session.person()
    path = areas.by_id(series.channel.area_id).path
    return person is not None and covers(accounts.scopes(person, RoleName.OFFICIAL), [path])


def _asked_place(series: Series) -> Place:
    """The place in the address within the channel's, or that itself."""
    scope, code = areas.by_id(series.channel.area_id), request.args.get("area")
    place = areas.place_of(code) if code else scope
    if place is None or not areas.is_within(place, scope.path):
        raise NotFound
    return place


def _offered(series: Series) -> list[Place]:
    """The places whose figures are typed on one page: the wards of a province, or the one ward."""
    scope = areas.by_id(series.channel.area_id)
    return areas.wards_of(scope) or [scope]


def _answers() -> dict[int, str]:
    return {int(name[2:]): text for name, text in request.form.items() if name[:2] == "a-" and name[2:].isdecimal()}


def _is_place(text: str) -> bool:
    return bool(lookup.named(text, areas.get("VN")))


def _today() -> date:
    return clock.now().astimezone(config.zone()).date()
