"""A moderator, and that moderator at work, for all tests of moderation."""

import pytest
from flask import Flask

from connect.accounts.models import Person
from tests.builders import make_person
from tests.visit import Visit


@pytest.fixture
def duyen(app: Flask) -> Person:
    """A moderator of Ho Chi Minh City."""
    return make_person("moderator", area="79", name="Cô Duyên")


@pytest.fixture
def desk(visit: Visit, duyen: Person) -> Visit:
    """That moderator at work."""
    return visit.as_(duyen)
