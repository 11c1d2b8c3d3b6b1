"""A site with a bug planted on purpose: what is sent again, because its answer was lost, is another message."""

import uuid
from typing import Any

from connect.messages import actions, queries
from wsgi import app as app

_added = actions._added


def _under_a_new_key(thread: Any, side: Any, person: Any, kind: Any, words: str, _key: str, code: str | None) -> Any:
    return _added(thread, side, person, kind, words, str(uuid.uuid4()), code)


queries.by_key = lambda _seat, _key: None
actions._added = _under_a_new_key
