"""The invented notices of the demo; loaded by the command alone."""

from datetime import timedelta

from connect import clock
from connect.accounts.demo.people import Cast
from connect.areas import queries as areas
from connect.notices import actions as notices
from connect.notices.alerts.content import Content
from connect.notices.channels import actions as channel_actions
from connect.notices.rules import State, Verb
from connect.notices.words import ACT_NOW
from connect.registry.demo_data import PLACES, Wave

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
        "Nước sông sẽ lên nhanh trong đêm. Nhà ven sông và nhà cấp bốn không ở lại được.\n\n"
        "1. Đưa người già, trẻ nhỏ đến trường học gần nhất trước 18 giờ.\n"
        "2. Ngắt điện, khóa ga. Mang theo thuốc, giấy tờ và nước uống cho hai ngày.\n"
        "3. Không qua cầu tràn, không ra sông vớt củi.\n"
        "4. Không tự đi được: gọi 112, hoặc ghi yêu cầu trên trang này.",
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
LESSER = [one for one in NOTICES if one[2] < 3]
GRAVE_ONES = 7  # among the first are two that people should prepare for, and one city that leaves its houses


def fill(wave: Wave) -> None:
    """Publishes notices of the invented officials to the wards of their provinces."""
    dice, cast, now = wave.dice, wave.get(Cast), wave.now
    channels = {code: channel_actions.make_channel(f"UBND {areas.get(code).name}", areas.get(code)) for code in PLACES}
    for number in range(wave.size.notices):
        code = list(PLACES)[number % len(PLACES)]
        title, text, severity = NOTICES[(number * 7 + number // len(PLACES)) % len(NOTICES)]
        if number >= GRAVE_ONES:
            title, text, severity = LESSER[number % len(LESSER)]
        whole = dice.random() < 0.4
        where = [areas.get(code)] if whole else dice.sample(cast.wards[code], dice.randint(1, 6))
        starts, lasts = now - timedelta(hours=dice.uniform(0.1, 72)), timedelta(days=dice.uniform(1, 12))
        if severity == ACT_NOW:
            starts, lasts = now - timedelta(minutes=40), timedelta(hours=20)
        with clock.told(starts):
            said = Content(
                title=title, text=text, severity=severity, areas=tuple(where), starts_at=starts, ends_at=now + lasts
            )
            notice = notices.send(notices.draft(channels[code], cast.officials[code], said), cast.officials[code])
            if notice.state == State.SUBMITTED:
                notices.publish(notice, cast.seconds[code], Verb.APPROVE)
