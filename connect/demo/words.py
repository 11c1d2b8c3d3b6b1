"""What the invented people are called and what they write. Invented; any likeness is chance."""

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
HOME = {
    "flood": (
        "Nước vào nhà từ {when}, gạo và mì ướt hết.",
        "Cả xóm bị cô lập vì nước lũ, đường vào chỉ đi được bằng xuồng.",
        "Nước rút rồi nhưng bùn ngập sân, bếp hỏng, chưa nấu nướng được gì.",
        "Mất điện từ {when}, điện thoại sắp hết pin, giếng bị ngập nên không có nước sạch.",
        "Mái nhà tốc một nửa, quần áo chăn màn ướt cả.",
        "Lũ về ban đêm nên không kịp kê đồ, đồ ăn trôi gần hết.",
        "Đang ở nhờ trên gác nhà hàng xóm, mấy hôm nay toàn ăn mì sống.",
        "Ruộng vườn ngập trắng, gà vịt trôi hết, không còn gì để bán mua gạo.",
    ),
    "epidemic": (
        "Cả nhà đang cách ly tại nhà nên không ra chợ được.",
        "Khu trọ bị phong tỏa từ {when}, công việc nghỉ nên hết tiền mua đồ ăn.",
        "Hai vợ chồng làm công nhân, nghỉ việc hơn một tháng nay.",
        "Chồng đang điều trị ở bệnh viện, ở nhà chỉ còn mấy mẹ con.",
        "Tôi chạy xe ôm, từ {when} không có khách, giờ lại đang ho sốt nhẹ.",
        "Sinh viên ở trọ, kẹt lại không về quê được, đồ ăn chỉ đủ đến mai.",
        "Xóm trọ có 6 phòng, ai cũng thất nghiệp, chia nhau từng gói mì.",
        "Nhà có người dương tính, hàng xóm không dám lại gần.",
    ),
}
WHO = (
    "Nhà có {n} người, trong đó có cháu nhỏ {age} tháng tuổi.",
    "Có bà ngoại ngoài {old} tuổi, đi lại khó.",
    "Mẹ tôi {old} tuổi bị huyết áp, cần thuốc hằng ngày.",
    "Vợ tôi mang thai tháng thứ {month}.",
    "Ông nội nằm một chỗ đã lâu.",
    "Có hai đứa nhỏ đang tuổi đi học.",
    "Nhà {n} miệng ăn, cháu út còn bú bình.",
    "",
    "",
)
ALONE = ("Tôi sống một mình, chân yếu.", "Con cái ở xa, nhà chỉ có mình tôi.", "Tôi ở trọ một mình.", "")
WISH = (
    "Nhờ bà con giúp ít gạo và đồ ăn qua mấy hôm này.",
    "Xin giúp cháu ít sữa, loại nào cũng được ạ.",
    "Ai đi chợ gần đây mua giúp ít rau với, tôi gửi lại tiền.",
    "Có gì giúp nấy, gia đình xin cảm ơn nhiều lắm.",
    "Nếu được cho xin thêm nước uống và đèn pin.",
    "Chỉ cần đủ ăn vài bữa chờ nước rút là được.",
    "Cần người tư vấn xem có phải đi viện không.",
    "Mong sớm có người ghé, cảm ơn cô bác.",
    "Giao buổi sáng giúp em, chiều em hay ngủ vì mệt.",
    "Tới đầu hẻm gọi điện em ra lấy ạ.",
)
WHEN = ("hôm qua", "hôm kia", "ba hôm trước", "đầu tuần", "cuối tuần trước", "đêm thứ bảy", "rạng sáng nay")
STREETS = (
    "Lê Lợi", "Trần Phú", "Nguyễn Trãi", "Hai Bà Trưng", "Lý Thường Kiệt", "Phan Chu Trinh", "Nguyễn Huệ",
    "Hoàng Diệu", "Cách Mạng Tháng Tám", "Quang Trung", "Bà Triệu", "Lê Duẩn",
)  # fmt: skip
ORGANIZATIONS = (
    "Nhóm thiện nguyện Bếp Ấm", "Hội Chữ thập đỏ phường", "Câu lạc bộ Xe Không Đồng", "Nhóm Sữa Cho Em",
    "Đoàn Thanh niên phường", "Hội Phụ nữ tương trợ", "Đội xuồng cứu trợ Sông Nước", "Nhóm Áo Ấm Miền Trung",
)  # fmt: skip
QUESTIONS = (
    "Chị cho biết nhà mình còn gạo không ạ?",
    "Anh có thể nhận hàng vào buổi nào?",
    "Nhà mình có ai cần đi viện ngay không?",
)
NOTICES = (
    (
        "Mưa lớn trong 24 giờ tới, chủ động kê cao đồ đạc",
        "Dự báo mưa rất to, có nơi trên 200 mm. Bà con ở vùng trũng kê cao đồ đạc, sạc đầy điện thoại và "
        "chuẩn bị nước uống cho ba ngày.",
        3,
    ),
    (
        "Điểm phát nước sạch tại nhà văn hóa phường",
        "Mỗi hộ nhận 20 lít nước mỗi ngày, từ 7 giờ đến 17 giờ. Mang theo can hoặc bình đựng.",
        1,
    ),
    (
        "Lịch tiêm vắc-xin tuần này",
        "Trạm y tế tiêm từ 7 giờ 30 đến 11 giờ các ngày trong tuần. Ăn nhẹ trước khi đến, mặc áo ngắn tay.",
        1,
    ),
    (
        "Đường ngập sâu, không cố vượt qua",
        "Nhiều đoạn ngập trên nửa mét và nước chảy xiết. Không cho trẻ em ra gần suối, kênh và cống.",
        3,
    ),
    (
        "Sơ tán trước 18 giờ hôm nay",
        "Các hộ ven sông dời đến trường học gần nhất trước 18 giờ. Ai không tự đi được xin gọi đường dây nóng.",
        4,
    ),
    (
        "Cẩn thận kẻ giả danh đi phát quà",
        "Không ai được thu tiền khi trao hàng cứu trợ. Nếu có người đòi phí giao hàng, hãy báo ngay cho công "
        "an phường.",
        2,
    ),
    (
        "Trạm y tế lưu động khám miễn phí",
        "Bác sĩ khám và phát thuốc thông thường. Người già và trẻ nhỏ được ưu tiên.",
        1,
    ),
    (
        "Học sinh nghỉ học đến hết tuần",
        "Các trường dạy trực tuyến. Gia đình thiếu máy hoặc sách vở có thể gửi yêu cầu trên trang này.",
        1,
    ),
    (
        "Xử lý nước giếng sau lũ",
        "Thau rửa giếng, khử trùng bằng viên khử khuẩn theo hướng dẫn và đun sôi trước khi uống.",
        2,
    ),
    (
        "Cắt điện để bảo đảm an toàn",
        "Điện được cắt ở các khu ngập và sẽ có lại khi nước rút. Không chạm vào công tắc khi tay ướt.",
        2,
    ),
)


def person_name(dice: random.Random) -> str:
    """A full name as it is written in Vietnam: family, middle, given."""
    middle, given = (MIDDLE_F, GIVEN_F) if dice.random() < 0.6 else (MIDDLE_M, GIVEN_M)
    return f"{dice.choice(FAMILY)} {dice.choice(middle)} {dice.choice(given)}"


def situation(dice: random.Random, crisis: str, people: int) -> str:
    """A few words on one household's situation; about a thousand of them differ by their sentences alone."""
    who = dice.choice(WHO) if people > 1 else dice.choice(ALONE)
    parts = [dice.choice(HOME[crisis]), who, dice.choice(WISH)]
    text = " ".join(part for part in parts if part)
    return text.format(
        when=dice.choice(WHEN), n=people, age=dice.randint(2, 18), old=dice.randint(68, 91),
        month=dice.randint(5, 9),
    )  # fmt: skip


def door(dice: random.Random) -> str:
    """How to find the door."""
    street = dice.choice(STREETS)
    if dice.random() < 0.5:
        return f"Số {dice.randint(1, 300)}, hẻm {dice.randint(2, 90)} đường {street}"
    return f"Số {dice.randint(1, 400)} đường {street}, gần {dice.choice(('chợ', 'trường học', 'chùa', 'nhà văn hóa'))}"
