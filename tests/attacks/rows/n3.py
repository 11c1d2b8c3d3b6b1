"""N3: of two hands on one channel or notice one wins, and nobody's yes counts for words that were not read.

Two admins open one name at once, each with other marks; the official of one ward approves what another ward's handed
in, or speaks for it; an author edits after the approval or under the reader's eyes; a notice is cancelled and changed
at once.
"""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from connect import clock, db
from connect.accounts.models import Person
from connect.errors import Conflict
from connect.notices import actions, queries
from connect.notices.alerts.content import Content, content_of
from connect.notices.rules import State
from tests.attacks.stage import Stage
from tests.builders import make_channel, make_draft, make_notice
from tests.socket.browser import Browser

NAME = "Ban Chỉ huy phòng, chống lụt bão"
ONE, OTHER = "26743", "26740"
ROUNDS = 3


def attack(stage: Stage) -> None:
    _one_name(stage)
    _another_ward(stage)
    _other_words(stage)
    _cancel_and_change(stage)


def _at_once(*sends: tuple[Browser, str, dict[str, str]]) -> list[int]:
    with ThreadPoolExecutor(len(sends)) as pool:
        return list(pool.map(lambda one: one[0].send(one[1], one[2]).status, sends))


def _one_name(stage: Stage) -> None:
    page = "/notices/channels/open"
    admins = [stage.signed_in("admin", "79")[0] for _ in range(3)]
    forms = [admin.get(f"{page}?area=79").hidden() for admin in admins]
    for number in range(ROUNDS):
        name = f"{NAME} {number}"
        written = (name, unicodedata.normalize("NFD", name).upper(), f"  ban chi huy   phong, chong lut bao {number} ")
        given = [{**form, "area": "79", "kit": "flood", "organization": "0", "name": one}
                 for form, one in zip(forms, written, strict=True)]  # fmt: skip
        told = _at_once(*[(admin, page, form) for admin, form in zip(admins, given, strict=True)])
        assert sorted(told) == [303, 422, 422], f"one name, and {told}"
    assert stage.value("SELECT count(*) FROM channels") == ROUNDS


def _another_ward(stage: Stage) -> None:
    liar, _ = stage.signed_in("official", OTHER)
    _, author = stage.signed_in("official", ONE)
    with stage.context():
        theirs = make_draft(make_channel(ONE), db.session.get_one(Person, author), ONE, send=True, severity=4)
        own, code = make_channel(OTHER).id, theirs.public_id
    token = liar.get("/notices/write").hidden()["csrf_token"]
    for verb in ("approve", "publish_alone", "send_back", "discard"):
        sent = {"csrf_token": token, "verb": verb, "edition": "1", "reason": "Gấp", "area_name": "Phường Bến Thành"}
        assert liar.send(f"/notices/{code}/desk", sent).status == 404, verb
    for path in ("edit", "withdraw", "ending"):
        assert (
            liar.send(f"/notices/{code}/{path}", {"csrf_token": token, "verb": "extend", "edition": "1"}).status == 404
        )
    now = clock.now()
    said = {
        "csrf_token": token, "channel": str(own), "title": "Sơ tán", "text": "Đi ngay", "severity": "1", "area": ONE,
        "starts_at": f"{now:%Y-%m-%dT%H:%M}", "ends_at": f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}", "version": "0",
    }  # fmt: skip
    assert liar.send("/notices/write", said).status in (403, 422), "spoke for another ward"
    assert stage.value("SELECT count(*) FROM notice_versions") == 0
    assert "Nước sông lên" not in liar.get(f"/notices/?area={ONE}").words


def _other_words(stage: Stage) -> None:
    """The words that go out are those that the second official read."""
    _, author = stage.signed_in("official", "79")
    second, _ = stage.signed_in("official", "79")
    with stage.context():
        channel = make_channel("79")
        code = make_draft(channel, db.session.get_one(Person, author), send=True, severity=4).public_id
    page = f"/notices/{code}/desk"
    read = second.get(page).hidden()
    assert second.send(page, {**read, "verb": "send_back", "reason": "Sai giờ"}).status == 303
    with stage.context(), db.transaction():  # and the author writes worse, and hands it in again
        by, notice = db.session.get_one(Person, author), queries.by_public_id(code)
        said = Content(**{**_values(content_of(notice)), "title": "Chuyển tiền vào tài khoản này"})
        actions.send(actions.rewrite(notice, by, notice.edition, said), by)
    assert second.send(page, {**read, "verb": "approve"}).status == 409, "a yes to words that nobody read"
    before = {**second.get(page).hidden(), "area_name": "Hồ Chí Minh"}
    assert second.send(page, {**before, "verb": "approve"}).status == 303
    with stage.context():
        by, notice = db.session.get_one(Person, author), queries.by_public_id(code)
        for edition in (1, 2, notice.edition):
            assert not _rewritten(code, by, edition), "changed after the approval, without a second look"
    assert second.send(page, {**before, "verb": "approve"}).status in (404, 409), "approved twice"


def _rewritten(code: str, by: Person, edition: int) -> bool:
    try:
        with db.transaction():
            notice = queries.by_public_id(code)
            actions.rewrite(notice, by, edition, content_of(notice))
    except Conflict:
        return False
    return True


def _values(said: Content) -> dict[str, object]:
    return {name: getattr(said, name) for name in said.__slots__}


def _cancel_and_change(stage: Stage) -> None:
    """After a cancel that was confirmed nothing is in force, whoever else pressed."""
    _, author = stage.signed_in("official", "79")
    (second, _), (third, _) = stage.signed_in("official", "79"), stage.signed_in("official", "79")
    for _ in range(ROUNDS):
        with stage.context():
            by, channel = db.session.get_one(Person, author), queries.channels_of(db.session.get_one(Person, author))[0]
            notice = make_notice(channel, "79", by=by, severity=4, title="Nước lên")
            code = notice.public_id
            with db.transaction():
                notice = queries.by_public_id(code)
                change = actions.revise(notice, by, notice.edition, content_of(notice)).public_id
        yes = {**second.get(f"/notices/{change}/desk").hidden(), "verb": "approve", "area_name": "Hồ Chí Minh"}
        end = {**third.get(f"/notices/{code}/withdraw").hidden(), "reason": "Đê đã vững"}
        approved, ended = _at_once((second, f"/notices/{change}/desk", yes), (third, f"/notices/{code}/withdraw", end))
        assert approved in (303, 404, 409, 422) and ended in (303, 409, 422), (approved, ended)
        with stage.context():
            told = [str(one.msg_type) for one in queries.versions(queries.by_public_id(code))][::-1]
            state = queries.by_public_id(code).state
        assert (ended == 303) == (state == State.CANCELLED) == (told[-1] == "Cancel"), (ended, state, told)
        assert told.count("Cancel") <= 1 and ("Update" in told) == (approved == 303), (approved, told)
        assert (state == State.CANCELLED) == ("Đừng làm theo" in stage.browser().get(f"/notices/{code}").words)
