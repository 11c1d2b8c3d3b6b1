"""A requester and a helper who holds the case, with a word from each."""

import pytest
from flask import Flask

from connect.accounts.models import Person
from connect.cases.models import Case
from connect.messages.models import Thread
from tests.builders import make_case, make_person, make_thread, take


@pytest.fixture
def helper(app: Flask) -> Person:
    return make_person(verified=True)


@pytest.fixture
def case(helper: Person) -> Case:
    made = make_case("open")
    take(made, helper)
    return made


@pytest.fixture
def thread(case: Case, helper: Person) -> Thread:
    return make_thread(case, helper)
