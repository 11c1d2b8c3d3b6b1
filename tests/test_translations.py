"""Every string has its Vietnamese, with the same blanks to fill in."""

import re

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


def test_nothing_is_marked_as_doubtful() -> None:
    assert not [message.id for message in known() if message.id and message.fuzzy]
    assert not known().fuzzy, "the compiler would skip the whole catalogue"


def test_the_source_speaks_english() -> None:
    vietnamese = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
    odd = [message.id for message in known() if isinstance(message.id, str) and vietnamese.search(message.id)]
    assert odd == ["Old names work too, such as “Phước Long B, Quận 9”."]
