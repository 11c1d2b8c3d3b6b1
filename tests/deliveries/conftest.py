"""The ledger of these tests: no power is cut here."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import db
from connect.deliveries.ledger import store


@pytest.fixture
def app(app: Flask) -> Iterator[Flask]:
    """An app whose ledger does not wait for the disk."""
    if not db.is_postgres():
        sa.event.listen(store.engine(), "connect", lambda link, _record: link.execute("PRAGMA synchronous=OFF"))
    yield app
