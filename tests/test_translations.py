"""Every string has its Vietnamese, with the same blanks to fill in."""

import re
from collections import defaultdict

from connect.incidents import kinds
from tools.translations import collected, known, missing

BLANKS = re.compile(r"%\((\w+)\)")


def test_no_string_is_without_vietnamese() -> None:
    without = missing(collected(), known())
    assert not without, f"run `make translations` and fill in: {without[:10]}"


def test_a_translation_has_the_same_blanks_as_its_source() -> None:
    for message in known():
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[-1]
        text = message.string if isinstance(message.string, str) else message.string[0]
        assert set(BLANKS.findall(source)) == set(BLANKS.findall(text)), source


def test_the_compiler_accepts_every_message() -> None:
    faults = [f"{message.id}: {fault}" for message in known() for fault in message.check()]
    assert not faults, "\n".join(faults)


def test_every_text_can_be_filled_in_as_pages_do_even_when_there_is_nothing_to_fill_in() -> None:
    blanks: dict[str, int] = defaultdict(lambda: 1)
    for message in known():
        for text in (message.string,) if isinstance(message.string, str) else message.string:
            try:
                assert message.id == "" or text % blanks is not None
            except ValueError as error:
                raise AssertionError(f"write %% for a percent sign in {text!r}: {error}") from error


def test_nothing_is_marked_as_doubtful() -> None:
    assert not [message.id for message in known() if message.id and message.fuzzy]
    assert not known().fuzzy, "the compiler would skip the whole catalogue"


def test_the_source_speaks_english() -> None:
    vietnamese = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
    odd = [message.id for message in known() if isinstance(message.id, str) and vietnamese.search(message.id)]
    assert odd == ["Old names work too, such as “Phước Long B, Quận 9”."]


# What no Vietnamese text says any more, and what it says instead: one word for each thing.
RETIRED = {
    r"trường hợp": "yêu cầu",
    r"kiểm duyệt": "người duyệt",
    r"ban điều hành|người điều hành|người vận hành": "đơn vị vận hành",
    r"người (?:xin|nhờ)(?: trợ)? giúp": "người cần giúp",
    r"liên kết": "đường dẫn",
    r"liên hệ": "(thông tin) liên lạc",
    r"phường,? xã": "phường/xã",
    r"bệnh kín": "bệnh cần giữ kín",
    r"quá sức": "quá tải",
    r"mã giao hàng": "mã nhận hàng",
    r"^đang giao$|lên đường": "đang trên đường đến, bắt đầu đi",
    r"^(?:đã )?chép$": "sao chép",
    r"nguy hiểm tính mạng": "nguy hiểm đến tính mạng",
    r"(?:đến|tối đa) \S+ chữ\b": "… ký tự",
    r"chín phần mười|một nửa trong": "90% trong vòng, trung vị",
}
IDIOMS = ("trong cả hai trường hợp", "trong mọi trường hợp")


def test_vietnamese_says_one_word_for_each_thing() -> None:
    found = []
    for message in known():
        text = message.string if isinstance(message.string, str) else message.string[0]
        for idiom in IDIOMS:
            text = text.lower().replace(idiom, "")
        found += [f"{text!r}: say {better!r}" for old, better in RETIRED.items() if message.id and re.search(old, text)]
    assert not found, "\n".join(found)


def test_what_is_counted_has_the_word_that_people_count_it_by() -> None:
    words = {code: kinds.ITEMS[code].unit_name("vi") for code in ("bread", "eggs", "oxygen", "sanitiser")}
    assert words == {"bread": "ổ", "eggs": "quả", "oxygen": "bình", "sanitiser": "chai"}


def test_no_text_holds_a_percent_sign_that_formatting_would_take_for_a_blank() -> None:
    texts = [message.string if isinstance(message.string, str) else message.string[0] for message in known()]
    assert not [text for text in texts[1:] if "%" in re.sub(r"%\(\w+\)s|%%", "", text)]
