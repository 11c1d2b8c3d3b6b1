"""The consent of a requester, by version and language: the words that were on the form can always be read again.

A version is never edited: who changes a promise writes a new one. `{days}` is the setting `keep_personal_days`,
which is part of the recorded version ("2026-11-25.14"), so that the words of a consent are known to the letter.
"""

TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "2026-11": {
        "en": (
            "Everybody can see what is needed, for how many people, since when, and a rough area. Never your name, "
            "phone or door.",
            "The helper who takes your request sees your name, phone and door. If nobody has verified that helper, "
            "you are asked first. You can read who looked.",
            "A moderator of your area checks the request and may look when there is a reason.",
            "You can change it or take it back at any time by your own link. Nobody may ask you for money.",
        ),
        "vi": (
            "Mọi người thấy bạn cần gì, cho mấy người, từ khi nào và một vùng ước chừng. Không ai thấy tên, số điện "
            "thoại hay số nhà của bạn.",
            "Người nhận giúp thấy tên, số điện thoại và số nhà của bạn. Nếu chưa ai xác minh người đó, chúng tôi hỏi "
            "bạn trước. Bạn đọc được ai đã xem.",
            "Người duyệt ở khu vực của bạn xem yêu cầu, và chỉ mở thông tin liên lạc khi có lý do.",
            "Bạn có thể sửa hoặc rút lại bất cứ lúc nào bằng đường dẫn riêng. Không ai được đòi tiền bạn.",
        ),
    },
    "2026-11-25": {
        "en": (
            "Everybody can see what is needed, for how many people, since when, and a rough area. Never your name, "
            "phone or door.",
            "The helper who takes your request sees your name, phone and door. If nobody has verified that helper, "
            "you are asked first. You can read who looked.",
            "A moderator of your area checks the request and may look when there is a reason.",
            "We use it only to bring you help. {days} days after the request has ended, name, phone, door, exact "
            "place and words are deleted; only what was needed and the rough area stay, for the counts.",
            "By your own link you can at any time change it, take it back, download everything we keep about you, or "
            "delete it at once. Deleting is also how you withdraw this consent. Nobody may ask you for money.",
        ),
        "vi": (
            "Mọi người thấy bạn cần gì, cho mấy người, từ khi nào và một vùng ước chừng. Không ai thấy tên, số điện "
            "thoại hay số nhà của bạn.",
            "Người nhận giúp thấy tên, số điện thoại và số nhà của bạn. Nếu chưa ai xác minh người đó, chúng tôi hỏi "
            "bạn trước. Bạn đọc được ai đã xem.",
            "Người duyệt ở khu vực của bạn xem yêu cầu, và chỉ mở thông tin liên lạc khi có lý do.",
            "Chúng tôi chỉ dùng những điều này để giúp bạn. {days} ngày sau khi yêu cầu kết thúc, tên, số điện thoại, "
            "số nhà, vị trí chính xác và lời bạn viết bị xóa; chỉ còn lại đã cần gì và vùng ước chừng, để đếm.",
            "Bằng đường dẫn riêng, bất cứ lúc nào bạn cũng có thể sửa, rút lại, tải về mọi điều chúng tôi lưu về bạn, "
            "hoặc xóa ngay. Xóa cũng là rút lại sự đồng ý này. Không ai được đòi tiền bạn.",
        ),
    },
}
CURRENT = "2026-11-25"


def version(keep_days: int) -> str:
    """The version that a form of today shows, with the days it promises: "2026-11-25.14"."""
    return f"{CURRENT}.{keep_days}"


def text(given: str, lang: str) -> tuple[str, ...]:
    """The sentences of a recorded version, in a language of the site."""
    name, _, days = given.partition(".")
    return tuple(sentence.replace("{days}", days) for sentence in TEXTS[name][lang])
