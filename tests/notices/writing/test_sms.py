"""The parts of a text message, letter by letter as networks count them."""

import pytest

from connect.notices.writing import sms
from connect.notices.writing.sms import Parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", Parts(0, 1, True)),
        ("a" * 160, Parts(160, 1, True)),
        ("a" * 161, Parts(161, 2, True)),
        ("a" * 306, Parts(306, 2, True)),
        ("a" * 307, Parts(307, 3, True)),
        ("€" * 80, Parts(160, 1, True)),
        ("a" * 152 + "€" + "a" * 152, Parts(306, 3, True)),  # the letter of two is not cut: one place stays empty
        ("ạ" * 70, Parts(70, 1, False)),
        ("ạ" * 71, Parts(71, 2, False)),
        ("ạ" * 134, Parts(134, 2, False)),
        ("ạ" * 135, Parts(135, 3, False)),
        ("a" * 66 + "😀" + "a" * 66, Parts(134, 3, False)),
        ("à" * 160, Parts(160, 1, True)),  # à is in the old alphabet, á is not
        ("á" * 71, Parts(71, 2, False)),
    ],
)
def test_parts_are_those_of_the_standard(text: str, parts: Parts) -> None:
    assert sms.parts(text) == parts


def test_without_marks_every_vietnamese_letter_is_of_the_old_alphabet() -> None:
    letters = "ăâđêôơưÀÁẢÃẠằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵĐĂÂÊÔƠƯ“”–…"
    bare = sms.without_marks(letters)
    assert sms.parts(bare).gsm and bare.isascii()
    assert sms.without_marks("Đừng qua cầu – nước xiết") == "Dung qua cau - nuoc xiet"
