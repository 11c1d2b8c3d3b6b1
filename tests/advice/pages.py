"""The pages of the feature as people see them, in a language."""

import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from flask import Flask

from connect import clock, db
from connect.accounts.models import Person
from connect.advice import actions
from connect.cases.disclosure import case_view
from connect.cases.models import Case
from connect.cases.transitions import Actor
from connect.incidents.signs import rules
from tests.builders import ask_credential, hold, make_clinic, make_clinician, make_person, post_case, sign_the_list
from tests.visit import Visit

TEXTS = {"said": "Chuyện đã nói.", "advised": "Nằm nghiêng.", "call_when": "Khi môi xanh."}


def signs(*ticked: str, band: str = "adult", **values: int) -> rules.Answers:
    """Answers to the signs."""
    return rules.answers_of(band, ticked, {code: Decimal(value) for code, value in values.items()})


def post_advice(*ticked: str, urgency: int = 0, **over: object) -> tuple[Case, str]:
    """A case that asks for medical advice, with these signs, and its link."""
    given = signs(*ticked)
    return post_case(needs={"doctor_call": 1}, urgency=urgency, signs=given, **{"health": True, **over})


def doctor(kind: str = "authority", area: str = "79", **over: object) -> Person:
    """A clinician whose organisation is of a kind."""
    clinic = make_clinic(area)
    with db.transaction():
        clinic.kind = kind
    return make_clinician(clinic=clinic, **over)


def summarise(case: Case, by: Person, **more: object) -> None:
    """The summary of a case that somebody holds."""
    with db.transaction():
        actions.summarise(case_view.of(case, Actor(by)), TEXTS, **more)  # type: ignore[arg-type]


def shown(app: Flask, lang: str) -> Iterator[tuple[str, str]]:
    """The main part of each page of the feature, as requester, clinician and stranger."""
    sign_the_list()
    clinician = doctor()
    case, token = post_advice("cannot_breathe", "dry")
    other, other_token = post_advice("cannot_drink")
    stranger, asker, by = Visit(app, lang), Visit(app, lang), Visit(app, lang).as_(clinician)
    yield _main(stranger, "incidents.signs")
    yield _main(asker, "cases.sent", token=token)
    yield _main(asker, "cases.mine", token=other_token)
    yield _main(by, "advice.queue")
    yield _main(by, "cases.show", public_id=case.public_id)
    hold(case, clinician)
    yield _main(by, "cases.show", public_id=case.public_id)
    yield _main(by, "advice.summary", public_id=case.public_id)
    yield _main(by, "cases.refer", public_id=case.public_id)
    summarise(case, clinician)
    yield _main(asker, "cases.mine", token=token)
    assert other.state == "open"
    yield from _anew(asker, token)
    yield _main(by, "accounts.credential_mine")
    official = Visit(app, lang).as_(make_person("official"))
    yield _main(official, "accounts.credentials")
    asked = ask_credential(make_person(), make_clinic())
    yield _main(official, "accounts.credential", public_id=asked.public_id)


def _anew(asker: Visit, token: str) -> Iterator[tuple[str, str]]:
    """The questions in a change, and what is said while nobody answers."""
    edit = asker.get("cases.mine_edit", token=token).text
    start = edit.index('id="signs-of-danger"')
    yield "cases.mine_edit", re.sub(r"<[^>]+>", " ", edit[start : edit.index("</fieldset>\n</div>", start)])
    for days in (0, 4, 60):
        with clock.told(clock.now() + timedelta(days=days)):
            yield _main(asker, "cases.mine", token=token)


def _main(visit: Visit, endpoint: str, **values: str) -> tuple[str, str]:
    page = visit.get(endpoint, **values).text
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    assert main
    return endpoint, re.sub(
        r"<[^>]+>", " ", re.sub(r'<span class="num"[^>]*>.*?</span>', " ", main[0], flags=re.DOTALL)
    )
