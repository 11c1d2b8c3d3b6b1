"""The words of the demo's requesters. All is invented; any likeness is chance."""

import random

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
