"""Names of the invented people and groups of the demo; any likeness is chance."""

import random

FAMILY = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trương Mai Tô".split()
MIDDLE_F = "Thị Ngọc Thu Thanh Kim Mỹ Hồng Bích Minh Diệu Phương Hoài".split()
MIDDLE_M = "Văn Hữu Đức Minh Quang Công Thành Xuân Quốc Đình Trọng Anh".split()
GIVEN_F = """
    Lan Hoa Hương Mai Hạnh Nga Thảo Trang Linh Yến Nhung Dung Hà Thủy Loan Tuyết Vân Oanh Phượng Liên Nguyệt
    Diễm
""".split()
GIVEN_M = """
    Hùng Dũng Nam Sơn Tuấn Long Bình Hải Phúc Khánh Tâm Thắng Đạt Cường Lộc Toàn Vinh Khoa Tài Hiếu Trung Nghĩa
""".split()
ORGANIZATIONS = (
    "Nhóm thiện nguyện Bếp Ấm", "Hội Chữ thập đỏ phường", "Câu lạc bộ Xe Không Đồng", "Nhóm Sữa Cho Em",
    "Đoàn Thanh niên phường", "Hội Phụ nữ tương trợ", "Đội xuồng cứu trợ Sông Nước", "Nhóm Áo Ấm Miền Trung",
)  # fmt: skip


def person_name(dice: random.Random) -> str:
    """A full name as it is written in Vietnam: family, middle, given."""
    middle, given = (MIDDLE_F, GIVEN_F) if dice.random() < 0.6 else (MIDDLE_M, GIVEN_M)
    return f"{dice.choice(FAMILY)} {dice.choice(middle)} {dice.choice(given)}"
