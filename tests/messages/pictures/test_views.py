"""Pictures of a conversation: sealed in a folder of their own, seen by those of the thread while contact is open."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from werkzeug.test import TestResponse

from connect import clock, config, db
from connect.accounts.models import Person
from connect.cases import wiping
from connect.cases.claims.models import Claim
from connect.cases.disclosure import limits
from connect.cases.models import Case
from connect.crypto import encryption
from connect.messages import actions as talk, seats
from connect.messages.models import Message, Thread
from connect.messages.pictures import files, jobs
from connect.messages.pictures.models import MessagePicture
from connect.operations import key_rotation
from connect.pictures import row_files
from connect.web import request_sizes
from tests.builders import make_case, make_person, make_picture, make_thread, photo, take, token_of
from tests.visit import Visit

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def send(
    visit: Visit, path: str, picture: io.BytesIO, alt: str = "Cổng xanh", key: str = "", name: str = "a.jpg"
) -> TestResponse:
    visit.client.get(path)
    page = visit.client.get(path)
    found = re.search(r'name="key"[^>]* value="([^"]*)"', page.text)
    data = {"csrf_token": visit.token(), "key": key or (found[1] if found else ""), "alt": alt}
    return visit.client.post(path, data={**data, "picture": (picture, name)}, content_type="multipart/form-data")


def kept() -> list[Path]:
    return sorted(files.folder().glob("*")) if files.folder().is_dir() else []


def close_contact(thread: Thread) -> None:
    with db.transaction():
        db.session.get_one(Claim, thread.claim_id).allowed_at = None


def test_both_see_a_picture_that_was_written_anew_and_lies_sealed(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    lan, hanh = Visit(app, "en"), Visit(app, "en").as_(helper)
    mine, theirs = f"/messages/mine/{token_of(case)}/{thread.public_id}", f"/messages/{thread.public_id}"
    answer = send(lan, f"{mine}/picture", photo(10.77654, 106.70123, (3000, 1500)), "Cổng xanh <b>cạnh</b> chùa")
    assert answer.status_code == 303 and answer.location.endswith("#m3")
    for visit, at in ((lan, mine), (hanh, theirs)):
        page = visit.client.get(at).text
        assert f'src="{at}/picture/3"' in page and "Cổng xanh &lt;b&gt;cạnh" in page
        shown = visit.client.get(f"{at}/picture/3")
        assert (shown.status_code, shown.mimetype) == (200, "image/webp")
        assert shown.headers["Cache-Control"] == "no-store" and shown.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in shown.headers["Content-Security-Policy"]
        found = Image.open(io.BytesIO(shown.data))
        assert found.size == (1280, 640) and not found.getexif()
    (file,) = kept()
    assert b"WEBP" not in file.read_bytes() and b"10.776" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0
    assert config.current().uploads not in file.parents and "static" not in str(file)


def test_others_and_the_stopped_helper_get_none(app: Flask, case: Case, helper: Person, thread: Thread) -> None:
    number = make_picture(thread, case, None)
    path = f"/messages/{thread.public_id}/picture/{number}"
    assert Visit(app).as_(helper).client.get(path).status_code == 200
    assert Visit(app).as_(make_person(verified=True)).client.get(path).status_code == 404
    other, theirs = make_case("open"), make_person(verified=True)
    take(other, theirs)
    foreign = make_thread(other, theirs)
    token = token_of(other)
    assert Visit(app).client.get(f"/messages/mine/{token}/{thread.public_id}/picture/{number}").status_code == 404
    assert Visit(app).client.get(f"/messages/mine/{token}/{foreign.public_id}/picture/{number}").status_code == 404
    with db.transaction():
        limits.stop_helper(db.session.get_one(Case, case.id))
    assert Visit(app).as_(helper).client.get(path).status_code == 404


def test_before_contact_is_open_none_is_sent_and_none_is_shown(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    number = make_picture(thread, case, None)
    close_contact(thread)
    lan = Visit(app, "en")
    at = f"/messages/mine/{token_of(case)}/{thread.public_id}"
    assert "once the contact is open" in lan.client.get(f"{at}/picture").text
    assert send(lan, f"{at}/picture", photo()).status_code == 409
    assert lan.client.get(f"{at}/picture/{number}").status_code == 404
    page = lan.client.get(at).text
    assert "<img" not in page.partition('id="said"')[2] and "shown while the contact is open" in page
    assert len(kept()) == 1


@pytest.mark.parametrize(("content", "told"), [
    (SVG, "no picture we can read"), (b"", "Choose a picture first"), (b"GIF89a" + b"\0" * 40, "no picture"),
    (b"%PDF-1.4\n" + b"\xff\xd8\xff\xe0", "no picture"),
])  # fmt: skip
def test_what_is_no_picture_is_refused_and_the_words_stay(
    app: Flask, case: Case, thread: Thread, content: bytes, told: str
) -> None:
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}/picture"
    answer = send(lan, at, io.BytesIO(content), "Cổng xanh")
    assert answer.status_code == 422 and told in answer.text and 'value="Cổng xanh"' in answer.text
    assert kept() == [] and db.session.scalar(sa.select(sa.func.count()).select_from(MessagePicture)) == 0


def test_a_picture_hides_no_other_file_behind_it(app: Flask, case: Case, thread: Thread) -> None:
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}"
    both = io.BytesIO(photo().getvalue() + b"<html><script>alert(1)</script>PK\x03\x04")
    assert send(lan, f"{at}/picture", both).status_code == 303
    assert b"script" not in lan.client.get(f"{at}/picture/3").data


def test_a_body_of_forty_megabytes_is_refused_before_it_is_read_and_of_others_every_large_one(
    app: Flask, case: Case, helper: Person, thread: Thread
) -> None:
    def status(path: str, size: int) -> int:
        kind = "multipart/form-data; boundary=x"
        return Visit(app).client.post(path, data=b"x" * size, content_type=kind).status_code

    at = f"/messages/mine/{token_of(case)}/{thread.public_id}/picture"
    assert status(at, 40 * 1024 * 1024) == 413
    large = io.BytesIO(b"x" * (request_sizes.FORM_BYTES + 1))
    assert send(Visit(app), at, large).status_code == 422, "read, and told that it is no picture"
    assert status(f"/messages/mine/{'a' * 26}/{thread.public_id}/picture", request_sizes.FORM_BYTES + 1) == 413
    close_contact(thread)
    assert status(at, request_sizes.FORM_BYTES + 1) == 413


def test_the_same_again_is_one_picture_and_another_under_its_key_is_not_swallowed(
    app: Flask, case: Case, thread: Thread
) -> None:
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}/picture"
    key = "3b241101-e2bb-4255-8caf-4136c566a962"
    assert send(lan, at, photo(), key=key).status_code == 303
    assert send(lan, at, photo(), key=key).location.endswith("#m3")
    other = send(lan, at, photo(size=(30, 30)), key=key)
    assert other.status_code == 409 and "Another picture" in other.text
    assert len(kept()) == 1


def test_a_picture_that_is_taken_back_is_gone_with_its_file(app: Flask, case: Case, thread: Thread) -> None:
    number = make_picture(thread, case, None)
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}"
    assert len(kept()) == 1
    lan.post(f"{at}/hide", {"number": str(number)})
    assert kept() == [] and lan.client.get(f"{at}/picture/{number}").status_code == 404
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MessagePicture)) == 0


def test_the_wipe_of_a_case_takes_rows_and_files(app: Flask, case: Case, thread: Thread) -> None:
    make_picture(thread, case, None)
    with db.transaction():
        wiping.wipe(db.session.get_one(Case, case.id))
    assert kept() == []
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MessagePicture)) == 0


def test_a_wipe_that_does_not_stand_keeps_the_picture(app: Flask, case: Case, thread: Thread) -> None:
    number = make_picture(thread, case, None)
    with pytest.raises(RuntimeError), db.transaction():
        wiping.wipe(db.session.get_one(Case, case.id))
        raise RuntimeError
    at = f"/messages/mine/{token_of(case)}/{thread.public_id}/picture/{number}"
    assert Visit(app).client.get(at).status_code == 200


def test_a_crash_between_row_and_file_leaves_what_the_clock_deletes(
    app: Flask, case: Case, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = make_picture(thread, case, None)
    monkeypatch.setattr(row_files, "drop_afterwards", lambda names, folder: None)
    with db.transaction():
        seat = seats.seat_of(token_of(db.session.get_one(Case, case.id)), None, thread.public_id)
        talk.hide(seat, number)
    monkeypatch.undo()
    still = make_picture(thread, case, None)
    (files.folder() / f"{'0' * 32}.part").write_bytes(b"half")
    assert len(kept()) == 3 and jobs.sweep() == 0, "what is new may still get its row"
    monkeypatch.setattr(row_files, "LEFT_ALONE", -row_files.LEFT_ALONE)
    assert jobs.sweep() == 2 and len(kept()) == 1
    at = f"/messages/mine/{token_of(case)}/{thread.public_id}/picture/{still}"
    assert Visit(app).client.get(at).status_code == 200


def test_a_file_that_is_gone_or_was_changed_or_belongs_elsewhere_is_a_404(
    app: Flask, case: Case, thread: Thread
) -> None:
    first, second = make_picture(thread, case, None), make_picture(thread, case, None, "Xóm")
    lan, at = Visit(app), f"/messages/mine/{token_of(case)}/{thread.public_id}/picture"
    one, two = (
        files.folder() / name
        for name in db.session.scalars(sa.select(MessagePicture.name).order_by(MessagePicture.message_id))
    )
    before = one.read_bytes()
    one.write_bytes(two.read_bytes())
    assert lan.client.get(f"{at}/{first}").status_code == 404, "the file of another message"
    one.write_bytes(before[:-1] + bytes([before[-1] ^ 1]))
    assert lan.client.get(f"{at}/{first}").status_code == 404
    one.write_bytes(before)
    assert lan.client.get(f"{at}/{first}").status_code == 200
    two.unlink()
    assert lan.client.get(f"{at}/{second}").status_code == 404
    assert lan.client.get(f"/messages/mine/{token_of(case)}/{thread.public_id}").status_code == 200


def test_a_full_disk_leaves_neither_a_message_nor_half_a_file(
    app: Flask, case: Case, thread: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    app.testing = False
    monkeypatch.setattr("connect.pictures.sealed.os.fsync", full)
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}/picture"
    assert send(lan, at, photo()).status_code == 503
    monkeypatch.undo()
    assert kept() == []
    assert db.session.scalar(sa.select(sa.func.max(Message.number)).where(Message.thread_id == thread.id)) == 2


def test_a_new_key_of_the_site_opens_the_pictures_of_before_and_the_old_one_may_go(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app(keys="")
    with app.app_context():
        with db.transaction():
            key_rotation.ensure()
        helper, case = make_person(verified=True), make_case("open")
        take(case, helper)
        thread = make_thread(case, helper)
        number = make_picture(thread, case, None)
        (file,) = kept()
        before = file.read_bytes()
        key_rotation.rotate()
        assert key_rotation.forget() and encryption.ring().numbers() == [2]
        at = f"/messages/mine/{token_of(case)}/{thread.public_id}/picture/{number}"
        assert Visit(app).client.get(at).status_code == 200 and file.read_bytes() == before


def test_no_more_than_twenty_pictures_of_one_side(app: Flask, case: Case, thread: Thread) -> None:
    with db.transaction():
        for number in range(3, 23):
            db.session.add(Message(
                thread_id=thread.id, number=number, side="requester", kind="picture", key=str(number), at=clock.now(),
            ))  # fmt: skip
        db.session.get_one(Thread, thread.id).last_number = 22
    lan, at = Visit(app, "en"), f"/messages/mine/{token_of(case)}/{thread.public_id}/picture"
    answer = send(lan, at, photo())
    assert answer.status_code == 429 and "20 pictures" in answer.text
    assert kept() == []
