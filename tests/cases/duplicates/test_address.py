"""One house is read alike however it is written, and neighbours are not."""

import pytest

from connect.cases.duplicates.address import compared, read

ONE_HOUSE = (
    "12/45 hẻm", "số 12 hẻm 45", "hẻm 45 nhà số 12", "45/12", "Số nhà 12, ngõ 45", "so 12 hem 45", "12 - 45", "K45/12",
    "nhà 012, hẻm 45", "SN 12 ngõ 45",
)  # fmt: skip


@pytest.mark.parametrize("door", ONE_HOUSE)
def test_one_house_is_one_house_however_it_is_written(door: str) -> None:
    assert compared(read(door), read("Số 12 hẻm 45")) == "same_door"
    assert read(door).normal == "12 45"


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [
        ("45/12", "45/14", "other_door"),
        ("12 Lê Lợi", "12 Trần Hưng Đạo", "other_door"),
        ("45/12 Lê Lợi", "45/12 đường Le Loi", "same_door"),
        ("12 Lê Lợi", "12A Lê Lợi", "other_door"),
        ("45/12 phòng 3", "45/12 phòng 5", "other_door"),
        ("45/12 phòng 3", "45/12", "like_door"),
        ("12", "số 12", "like_door"),
        ("hẻm 45", "hẻm 45", None),
        ("hẻm 45", "45/12", None),
        ("tổ 5 ấp 3", "ấp 3, tổ 5", "same_landmark"),
        ("thôn 3", "thôn 4", "other_door"),
        ("thôn 3", "thôn 3", None),
        ("đối diện trường Kim Đồng", "đối diện trường kim dong", "same_landmark"),
        ("", "45/12", None),
        ("", "", None),
    ],
)
def test_what_two_doors_say_about_each_other(a: str, b: str, says: str | None) -> None:
    assert compared(read(a), read(b)) == compared(read(b), read(a)) == says


@pytest.mark.parametrize("door", ["", "hẻm 45", "tổ 5 ấp 3", "gần chợ", "12", "gọi 0912345678", "phường 5 quận 3"])
def test_what_names_no_one_house_is_no_address(door: str) -> None:
    assert read(door).normal == ""
