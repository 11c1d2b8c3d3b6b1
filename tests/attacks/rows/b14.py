"""B14: no volunteer reads a door, a name on a chat, an account or a position in the words, however they are spelt."""

from tests.attacks.stage import Stage

SETTINGS = {"CONNECT_MODERATION": "peer_to_peer"}
# Written by the requester, and what of it must not be read.
WORDS = {
    "Nhà ở 12 lê lợi, hết gạo": "lê lợi", "Ở 12bis Le Loi giúp em": "Le Loi", "Nhắn zl: thunguyen nhé": "thunguyen",
    "Tìm em ở @thunguyen": "thunguyen", "Em ở tổ năm khu phố ba": "khu phố", "Ở tầng bảy căn mười": "mười",
    "Vị trí plus code 7P28QJ4R+XX": "7P28", "Ghé ///quán.gạo.sông": "gạo.sông", "Geohash w6ugq7bz": "w6ugq7bz",
    "vĩ độ 16.46 kinh độ 107.59": "107", "Ở h.ẻ.m 4 5 nhà tôn": "4 5", "Ở kiệt hai mốt": "hai mốt",
}  # fmt: skip


def attack(stage: Stage) -> None:
    helper, _ = stage.signed_in()
    for words, secret in WORDS.items():
        asker = stage.browser()
        link = asker.ask(stage.phone(), words=words, urgency="normal", door="").own
        assert words.split(" ")[0] in asker.get(link).text, "the requester reads the own words"
        code = stage.value("SELECT public_id FROM cases ORDER BY id DESC LIMIT 1")
        page = helper.get(f"/cases/{code}")
        assert page.status == 200, f"the request is not shown: {page.status}"
        assert secret not in page.words, f"a volunteer reads {secret!r} of {words!r}"
