"""What is personal lies sealed; a key can be renewed under traffic and cannot be lost unnoticed."""

import base64
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from connect import cli, clock, config, db
from connect.accounts import queries as accounts
from connect.cases import actions, queries
from connect.cases.asking import requester_links
from connect.cases.models import Case, CaseSecret
from connect.crypto import audit_log, encryption, fingerprints
from connect.crypto.encryption import KeyMissing
from connect.crypto.tokens import digest, token_from
from connect.db.sqlite import APART
from connect.errors import NotFound
from connect.operations import key_rotation
from tests.builders import make_case, make_person, post_case
from tests.conftest import KEYS

SEEDED = ("Trần Thị Bưởi", "+84371234567", "Số 77 hẻm 801 Lạc Long Quân", "Mẹ em bị tiểu đường, nhà hết thuốc.")


@pytest.fixture
def own_keys(make_app: Callable[..., Flask]) -> Flask:
    """A site whose keys lie in its instance folder, as they do when nothing is configured."""
    return make_app(keys="")


def seed() -> Case:
    name, phone, door, words = SEEDED
    return post_case(name=name, phone=phone, door=door, words=words)[0]


def dump() -> bytes:
    """Everything that the database holds, as somebody reads it who stole it without the keys."""
    out = b""
    for table in db.Base.metadata.sorted_tables:
        beside = APART in table.info and not db.is_postgres()  # in a file of its own, which holds numbers alone
        for row in db.session.execute(sa.text(f"SELECT * FROM {table.name}")) if not beside else ():
            out += b"\n".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
    return out


def test_a_dump_without_the_key_shows_no_seeded_value(app: Flask) -> None:
    case = seed()
    with db.transaction():
        actions.answer(case, SEEDED[3])
    secret = actions.secret_of(case)
    text = dump()
    assert len(text) > 100_000
    for value in (*SEEDED, SEEDED[1].replace("+84", "0"), str(secret.lat), str(secret.lon)):
        assert value.encode() not in text, value
    assert case.public_id.encode() in text  # the reading itself works


def test_the_file_of_the_database_shows_none_either(app: Flask) -> None:
    if db.is_postgres():
        pytest.skip("one file is SQLite's")
    seed()
    bytes_read = b"".join(path.read_bytes() for path in config.current().instance.glob("connect.db*"))
    assert not [value for value in SEEDED if value.encode() in bytes_read]


def test_a_value_moved_to_another_row_does_not_open(app: Flask) -> None:
    one, other = actions.secret_of(seed()), actions.secret_of(make_case())
    other.name_sealed = one.name_sealed
    with pytest.raises(KeyMissing):
        _ = other.name


def test_a_value_moved_to_another_column_does_not_open(app: Flask) -> None:
    secret = actions.secret_of(seed())
    secret.door_sealed = secret.words_sealed
    with pytest.raises(KeyMissing):
        _ = secret.door


def test_what_is_sealed_opens_as_aes_256_gcm_with_its_place_and_nothing_else(app: Flask) -> None:
    sealed, key = encryption.seal("gạo", "here"), base64.b64decode(KEYS.partition(":")[2])
    head, nonce, rest = sealed[:3], sealed[3:15], sealed[15:]
    assert (head, len(key)) == (bytes([1, 0, 1]), 32)
    assert AESGCM(key).decrypt(nonce, rest, b"here").decode() == "gạo"
    with pytest.raises(InvalidTag):
        AESGCM(key).decrypt(nonce, rest, b"there")


def test_the_same_text_is_sealed_differently_each_time(app: Flask) -> None:
    assert encryption.seal("gạo", "here") != encryption.seal("gạo", "here")


def test_the_first_start_makes_a_key_that_only_its_owner_reads(own_keys: Flask) -> None:
    with own_keys.app_context(), db.transaction():
        key_rotation.ensure()
        path = config.current().instance / "keys"
        assert path.stat().st_mode & 0o077 == 0
        assert encryption.ring().numbers() == [1]


def test_a_lost_key_stops_the_start_and_says_what_to_do(own_keys: Flask) -> None:
    with own_keys.app_context():
        with db.transaction():
            key_rotation.ensure()
        (config.current().instance / "keys").unlink()
        with pytest.raises(KeyMissing, match="safe copy"), db.transaction():
            key_rotation.ensure()
        assert not (config.current().instance / "keys").exists()  # no new key beside what the old one sealed


def test_a_wrong_key_stops_the_start(own_keys: Flask, tmp_path: Path) -> None:
    with own_keys.app_context():
        with db.transaction():
            key_rotation.ensure()
        path = config.current().instance / "keys"
        path.unlink()
        encryption.ring().add()
        assert "does not open" in key_rotation.check()[0]


def test_a_new_secret_key_starts_the_site_and_everything_is_still_found(
    app: Flask, make_app: Callable[..., Flask]
) -> None:
    with db.transaction():
        key_rotation.ensure()
    case, token = post_case()
    person = make_person(phone="+84371234567")
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    with make_app(secret_key="another", database_url=url).app_context():
        with db.transaction():
            key_rotation.ensure()
        assert key_rotation.check() == []
        assert queries.by_token(token).public_id == case.public_id
        assert accounts.by_phone("+84371234567").public_id == person.public_id
        assert audit_log.broken() is None


def test_a_site_from_before_keeps_what_its_secret_made_and_needs_it_once_more(
    app: Flask, make_app: Callable[..., Flask]
) -> None:
    case, _ = post_case()
    with db.transaction():  # as the last version left it: links made of the secret, nothing sealed
        secret = actions.secret_of(case)
        token = token_from("test", "case", secret.form_hash)
        secret.token_sealed, secret.token_hash = None, digest(token)
        db.session.add(key_rotation.KeyCheck(number=0, proof=key_rotation._proof("test"), at=clock.now()))
    url = str(app.config["SQLALCHEMY_DATABASE_URI"])
    other, refused = make_app(secret_key="another", database_url=url), "old one back for one start"
    with other.app_context(), pytest.raises(KeyMissing, match=refused), db.transaction():
        key_rotation.ensure()
    with db.transaction():
        key_rotation.ensure()
    with make_app(secret_key="another", database_url=url).app_context():
        with db.transaction():
            key_rotation.ensure()
        assert queries.by_token(token).public_id == case.public_id
        assert actions.secret_of(queries.by_token(token)).link_token == token
        requester_links.revoke_all()
        with pytest.raises(NotFound):
            queries.by_token(token)


def test_fingerprints_of_a_new_site_need_more_than_its_secret_key(app: Flask) -> None:
    with db.transaction():
        key_rotation.ensure()
    assert fingerprints.key() != config.current().secret_key
    assert fingerprints.key().encode() not in dump()


def test_doctor_says_that_a_key_is_missing(own_keys: Flask) -> None:
    cli.init_app(own_keys)
    with own_keys.app_context():
        with db.transaction():
            key_rotation.ensure()
        assert own_keys.test_cli_runner().invoke(args=["doctor"]).exit_code == 0
        (config.current().instance / "keys").unlink()
        told = own_keys.test_cli_runner().invoke(args=["doctor"])
    assert told.exit_code == 1
    assert "safe copy" in told.output


def test_rotation_seals_everything_anew_and_the_old_key_can_go(own_keys: Flask) -> None:
    with own_keys.app_context():
        with db.transaction():
            key_rotation.ensure()
        case, helper = seed(), make_person(verified=True)
        with db.transaction():
            actions.answer(case, SEEDED[3])
        values = sum(key_rotation.in_use().values())
        assert key_rotation.rotate() == values
        assert key_rotation.in_use() == {2: values}
        assert key_rotation.forget() == [1]
        db.session.expire_all()
        secret = db.session.get_one(CaseSecret, case.id)
        assert (secret.name, secret.phone, secret.door, secret.words) == SEEDED
        assert helper.name == "Trần Thị Hạnh"
        assert key_rotation.check() == []


def test_a_key_that_still_holds_something_is_not_forgotten(own_keys: Flask) -> None:
    with own_keys.app_context():
        with db.transaction():
            key_rotation.ensure()
        seed()
        encryption.ring().add()
        assert key_rotation.forget() == []


def test_posts_go_on_while_the_key_is_rotated(own_keys: Flask) -> None:
    with own_keys.app_context():
        with db.transaction():
            key_rotation.ensure()
        for _ in range(10):
            seed()
    failed: list[BaseException] = []

    def posting() -> None:
        with own_keys.app_context():
            try:
                for _ in range(10):
                    seed()
            except BaseException as error:
                failed.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=posting) for _ in range(2)]
    for thread in threads:
        thread.start()
    with own_keys.app_context():
        key_rotation.rotate()
    for thread in threads:
        thread.join()
    assert not failed
    with own_keys.app_context():
        key_rotation.reseal()  # what was sealed in the moment of the change
        assert set(key_rotation.in_use()) == {2}
        assert {one.name for one in db.session.scalars(sa.select(CaseSecret))} == {SEEDED[0]}


def test_a_site_whose_key_vanishes_answers_politely_and_writes_nothing(own_keys: Flask) -> None:
    with own_keys.app_context():
        with db.transaction():
            key_rotation.ensure()
        token = post_case()[1]
        (config.current().instance / "keys").unlink()
        encryption.ring().numbers()
        db.session.remove()
        answer = own_keys.test_client().get(f"/cases/mine/{token}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize("line", ["1", "x:AAAA", "1:AAAA", "0:" + "A" * 43 + "="])
def test_a_broken_key_is_named_by_its_line_and_not_shown(line: str) -> None:
    with pytest.raises(config.ConfigError, match="line 1") as raised:
        encryption.parsed([line], "keys")
    assert "AAAA" not in str(raised.value)
