"""P2: supply points as a way to speak for others: by touched and dead links, by another's buttons, by a helper's word.

A link is fetched over and over, its token changed, taken for another purpose, kept after a new code; another trader,
a helper and officials of elsewhere press what is not theirs; one account registers without an end; and a home that
shows only its ward is looked for by its pin.
"""

from connect import db, geo
from connect.supplies import queries
from connect.supplies.counter import links
from tests.attacks.stage import Stage
from tests.builders import make_person, make_point
from tests.socket.browser import Browser

HOME = geo.Point(10.77153, 106.69921)
SHOP = {
    "name": "Tạp hóa Ma", "kind": "shop", "shown": "exact", "lat": "10.7722", "lon": "106.6983", "place_by": "map",
    "ward": "26743", "place_text": "Bến Thành", "level-rice": "some", "pays": "cash",
}  # fmt: skip
OWNERS = ("edit", "goods", "confirm", "rest", "close", "helpers")


def attack(stage: Stage) -> None:
    with stage.context():
        owner = make_person(phone=stage.phone())
        point = make_point(owner)
        code, token, invitation = point.public_id, *(links.token_of(point, one) for one in (links.CONFIRM, links.HELP))
        number = owner.id
    _only_fetched(stage, code, token)
    _touched(stage, code, token, invitation)
    _anothers(stage, code)
    _a_helper_s_word(stage, code, invitation)
    _dead(stage, number, code, token)
    _without_an_end(stage)
    _a_home(stage)


def _version(stage: Stage, code: str) -> object:
    return stage.value("SELECT version FROM supply_points WHERE public_id = :code", code=code)


def _only_fetched(stage: Stage, code: str, token: str) -> None:
    who, before = stage.browser(), _version(stage, code)
    assert {who.get(f"/supplies/confirm/{token}").status for _ in range(20)} == {200}
    assert _version(stage, code) == before, "a link that is only fetched confirms"
    assert who.send(f"/supplies/confirm/{token}", {}).status == 400, "it is pressed without a token of the form"
    assert _version(stage, code) == before


def _touched(stage: Stage, code: str, token: str, invitation: str) -> None:
    who, before = stage.browser(), _version(stage, code)
    for forged in (token[:-2], token.replace(".", "x."), invitation, code, "W10.x", token * 9):
        assert who.get(f"/supplies/confirm/{forged}").status == 404, f"{forged[:30]} opens a point"
        assert who.post(f"/supplies/confirm/{forged}", {}, form="/accounts/sign-in").status == 404
    assert _version(stage, code) == before, "a forged link confirms"


def _anothers(stage: Stage, code: str) -> None:
    """Of another trader, an official and a moderator of elsewhere: as if it did not exist, and nothing moves."""
    before = _version(stage, code)
    for role, area in (("volunteer", "VN"), ("official", "01"), ("moderator", "01")):
        who, _ = stage.signed_in(role, area=area)
        for verb in (*OWNERS, *(("verify", "hide", "show") if role != "volunteer" else ())):
            fields = {"sure": "y", "reason": "scam", "until": "2030-01-01", "level-rice": "out", "new_link": "y"}
            answer = who.post(f"/supplies/{code}/{verb}", fields, form="/accounts/me")
            assert answer.status == 404, f"{verb} of another's point by a {role}: {answer.status}"
    assert _version(stage, code) == before, "somebody else moved a point"


def _a_helper_s_word(stage: Stage, code: str, invitation: str) -> None:
    helper, _ = stage.signed_in()
    assert helper.post(f"/supplies/help/{invitation}", {}, form=f"/supplies/help/{invitation}").status == 303
    assert helper.post(f"/supplies/{code}/confirm", {}, form=f"/supplies/{code}").status == 303
    for verb in ("edit", "rest", "close"):
        answer = helper.post(f"/supplies/{code}/{verb}", {"sure": "y", "until": "2030-01-01"}, form="/accounts/me")
        assert answer.status == 404, f"a helper can {verb}"
    link = stage.value("SELECT link FROM supply_points WHERE public_id = :code", code=code)
    helper.post(f"/supplies/{code}/helpers", {"new_link": "y"}, form=f"/supplies/{code}/helpers")
    assert stage.value("SELECT link FROM supply_points WHERE public_id = :code", code=code) == link


def _dead(stage: Stage, owner: int, code: str, token: str) -> None:
    mine = stage.browser_of(owner)
    assert mine.post(f"/supplies/{code}/helpers", {"new_link": "y"}, form=f"/supplies/{code}/helpers").status == 303
    assert stage.browser().get(f"/supplies/confirm/{token}").status == 404, "a photographed code lives on"
    with stage.context():
        living = links.token_of(queries.by_public_id(code), links.CONFIRM)
        db.session.rollback()
    assert mine.post(f"/supplies/{code}/close", {"sure": "y"}, form=f"/supplies/{code}").status == 303
    assert stage.browser().get(f"/supplies/confirm/{living}").status == 404, "a closed point can be confirmed"


def _without_an_end(stage: Stage) -> None:
    who, number = stage.signed_in()
    answers = [_register(who) for _ in range(8)]
    assert answers == [303] * 5 + [422] * 3, f"{answers}: one account registers as many as it likes"
    assert stage.value("SELECT count(*) FROM supply_points WHERE owner_id = :id", id=number) == 5


def _register(who: Browser) -> int:
    return who.post("/supplies/new", SHOP, form="/supplies/new").status


def _a_home(stage: Stage) -> None:
    who, number = stage.signed_in()
    sent = SHOP | {"shown": "ward", "lat": str(HOME.lat), "lon": str(HOME.lon), "address": "hẻm 7 Lê Lợi"}
    assert who.post("/supplies/new", sent, form="/supplies/new").status == 303
    code = stage.value("SELECT public_id FROM supply_points WHERE owner_id = :id", id=number)
    for reader in (stage.browser(), who):
        said = reader.get(f"/supplies/{code}").text
        assert not any(one in said for one in ("Lê Lợi", str(HOME.lat), str(HOME.lon), "10.7715")), "a home is shown"
    kept = stage.value("SELECT address FROM supply_points WHERE public_id = :code", code=code)
    assert kept is None, "the address of a home is kept"
