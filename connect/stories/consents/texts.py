"""The consent to a story, by version and language: what was read can always be read again.

A version is never edited: who changes a promise writes a new one.
"""

TEXTS: dict[str, dict[str, tuple[str, ...]]] = {
    "2026-11": {
        "en": (
            "Everybody can read it on this site: the words and pictures above, the ward or only the province, the "
            "week and the kind of help. Never the day, the street, or which request it was.",
            "No name stands with it, unless both of you give a first name for it.",
            "Help never depends on it. Whoever says no, or says nothing for 14 days, is helped just the same.",
            "Each of you can take it down at any time, at once and for ever, by your own link or account, also after "
            "the data of the request is deleted. It goes by itself after 12 months.",
            "A moderator of your area reads it before it is shown. What somebody has copied meanwhile cannot be "
            "called back.",
        ),
        "vi": (
            "Mọi người đều đọc được trên trang này: lời và ảnh ở trên, phường xã hoặc chỉ tên tỉnh, tuần nào và loại "
            "giúp đỡ. Không bao giờ có ngày, tên đường hay đó là yêu cầu nào.",
            "Không có tên ai đi kèm, trừ khi cả hai bên cùng ghi tên gọi cho câu chuyện.",
            "Việc được giúp không bao giờ phụ thuộc vào đây. Ai không đồng ý, hoặc không trả lời trong 14 ngày, vẫn "
            "được giúp như vậy.",
            "Mỗi bên có thể gỡ xuống bất cứ lúc nào, gỡ ngay và mãi mãi, bằng đường dẫn hoặc tài khoản của mình, kể cả "
            "khi dữ liệu của yêu cầu đã xóa. Sau 12 tháng câu chuyện tự mất đi.",
            "Người duyệt ở khu vực của bạn đọc trước khi đăng. Những gì người khác đã chép lại trong lúc đó thì không "
            "lấy về được.",
        ),
    },
}
CURRENT = "2026-11"


def text(version: str, lang: str) -> tuple[str, ...]:
    """The sentences of a recorded version, in a language of the site."""
    return TEXTS[version][lang]
