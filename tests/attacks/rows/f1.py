"""Who asks whether a page has changed: learns of hidden work, of others', or goes on after the right is gone."""

import re

from connect import db, geo
from connect.accounts.models import Role
from tests.attacks.helping import cases
from tests.attacks.stage import Stage
from tests.builders import BEN_THANH, post_case
from tests.socket.browser import Browser

LIST, QUEUE = f"/cases/nearby?at={geo.cell_of(BEN_THANH):x}", "/moderation/"


def attack(stage: Stage) -> None:
    _hidden_work(stage)
    _lost_rights(stage)
    _of_another(stage)


def _mark(who: Browser, path: str) -> str:
    """The mark of a page as this browser opens it."""
    found = re.search(r'data-fresh="(\w+)"', who.get(path).text)
    assert found, f"{path} has no mark"
    return found[1]


def _asked(who: Browser, path: str, mark: str) -> int:
    return who.request("HEAD", path, None, **{"If-None-Match": mark}).status


def _hidden_work(stage: Stage) -> None:
    cases(stage, 1)
    watcher, _ = stage.signed_in()
    before = _mark(watcher, LIST)
    with stage.context():
        post_case(), post_case(guards=["violence"])
    assert _mark(watcher, LIST) == before, "what waits for a look, or is safeguarded, shows in the mark"
    cases(stage, 1)
    assert _mark(watcher, LIST) != before, "and what everybody sees does not"


def _lost_rights(stage: Stage) -> None:
    moderator, number = stage.signed_in("moderator", area="79")
    mark = f'"{_mark(moderator, QUEUE)}"'
    assert _asked(moderator, QUEUE, mark) == 304
    with stage.context(), db.transaction():
        db.session.query(Role).filter_by(person_id=number).delete()
    assert _asked(moderator, QUEUE, mark) == 403, "a right is gone, and the queue still says that it is the same"
    assert _asked(moderator, QUEUE, "*") == 403


def _of_another(stage: Stage) -> None:
    one, other = (stage.signed_in()[0] for _ in range(2))
    mark = f'"{_mark(one, LIST)}"'
    assert _asked(one, LIST, mark) == 304
    assert _asked(other, LIST, mark) == 200, "another's mark fits: who has which page can be tried out"
    assert _asked(stage.browser(), QUEUE, mark) == 303
    assert _asked(stage.browser(), f"/cases/mine/{'a' * 26}", "*") == 404
