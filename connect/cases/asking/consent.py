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
TEXTS["2026-11-29"] = TEXTS["2026-11-25"]  # the same words; what is told of somebody's health has its own, below
TEXTS["2026-11-30"] = {
    "en": (
        *TEXTS["2026-11-29"]["en"],
        "If something is only lent to you, you say yes to it by the delivery code: then your name and phone stay with "
        "the loan until the thing is back, and 14 days more, also when you delete the rest. Only the lender can see "
        "them, and you can read who looked.",
    ),
    "vi": (
        *TEXTS["2026-11-29"]["vi"],
        "Nếu đồ chỉ là cho mượn, bạn đồng ý bằng cách đọc mã nhận hàng: khi đó tên và số điện thoại của bạn được giữ "
        "cùng khoản mượn cho tới khi trả đồ và thêm 14 ngày, kể cả khi bạn xóa phần còn lại. Chỉ người cho mượn xem "
        "được, và bạn đọc được ai đã xem.",
    ),
}
TEXTS["2026-12-01"] = TEXTS["2026-11-30"]  # the same words; the box about messages tells of more, see `covers_news`
# Beside them, where medical advice is asked for: agreed to in a box of its own.
HEALTH: dict[str, dict[str, tuple[str, ...]]] = {
    "2026-11-29": {
        "en": (
            "Medical advice becomes a request of its own, with its own link. It is in no list and on no map; others "
            "who bring you things do not learn of it.",
            "What you tell of the illness is read by clinicians of your area, whose licence an official has checked, "
            "and by the moderators of your area. The clinician who takes it sees your name and phone, and calls you.",
            "It is used for this advice alone. What you told and what the clinician writes to you is deleted {days} "
            "days after the request has ended, or at once when you delete it by your link.",
            "Advice by phone does not take the place of an examination. In danger call the emergency number first.",
        ),
        "vi": (
            "Tư vấn y khoa là một yêu cầu riêng, có đường dẫn riêng. Nó không có trong danh sách hay trên bản đồ nào; "
            "người mang đồ đến cho bạn không biết về nó.",
            "Điều bạn kể về bệnh chỉ có cán bộ y tế ở khu vực của bạn, đã được kiểm tra giấy phép hành nghề, và người "
            "duyệt ở khu vực của bạn đọc. Cán bộ y tế nhận yêu cầu thấy tên và số điện thoại của bạn và gọi cho bạn.",
            "Những điều này chỉ dùng để tư vấn lần này. Điều bạn kể và lời cán bộ y tế viết cho bạn bị xóa {days} ngày "
            "sau khi yêu cầu kết thúc, hoặc ngay khi bạn xóa bằng đường dẫn của mình.",
            "Tư vấn qua điện thoại không thay được việc khám. Khi nguy hiểm, hãy gọi số cấp cứu trước.",
        ),
    },
}
HEALTH["2026-11-30"] = HEALTH["2026-12-01"] = HEALTH["2026-11-29"]
CURRENT = "2026-12-01"
NEWS_SINCE = "2026-12-01"


def version(keep_days: int) -> str:
    """The version that a form of today shows, with the days it promises: "2026-11-25.14"."""
    return f"{CURRENT}.{keep_days}"


def text(given: str, lang: str) -> tuple[str, ...]:
    """The sentences of a recorded version, in a language of the site."""
    name, _, days = given.partition(".")
    return tuple(sentence.replace("{days}", days) for sentence in TEXTS[name][lang])


def health(given: str, lang: str) -> tuple[str, ...]:
    """The sentences on somebody's health of a recorded version; none where it was not asked for them yet."""
    name, _, days = given.partition(".")
    return tuple(sentence.replace("{days}", days) for sentence in HEALTH.get(name, {}).get(lang, ()))


def covers_news(given: str) -> bool:
    """Whether who agreed to messages under a recorded version agreed to news of the request, not to reminders alone."""
    return given.partition(".")[0] >= NEWS_SINCE
