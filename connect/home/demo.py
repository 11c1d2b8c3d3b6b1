"""One of each message that the site sends, in the demo's inbox; loaded by the command alone. Nothing leaves."""

from datetime import timedelta

from connect import clock, config
from connect.cases.demo.wave import Told
from connect.gateways.base import Letter, Urgency
from connect.gateways.media import gateway
from connect.registry.demo_data import Wave

PHONE, MAIL = "+84900000009", "lan@example.vn"
BROWSER = "https://push.example.vn/of-one-browser"


def fill(wave: Wave) -> None:
    """Records pushes, a mail and text messages as their receivers would see them."""
    page = f"/cases/mine/{wave.get(Told).secret}"
    for place, (medium, letter) in enumerate(_letters(page, config.current().site_name)):
        with clock.told(wave.now - timedelta(minutes=3 * place + 1)):
            gateway(config.current(), medium, recorded=True).send_many([letter])


def _letters(page: str, site: str) -> list[tuple[str, Letter]]:
    return [
        ("push", Letter(
            BROWSER, "Nước sông sẽ lên nhanh trong đêm. Nhà ven sông và nhà cấp bốn không ở lại được.", "demo-notice",
            title="Sơ tán trước 18 giờ hôm nay", link="/notices/", urgency=Urgency.HIGH,
        )),
        ("push", Letter(BROWSER, "", "demo-word", title=f"{site}: có tin mới", link=page)),
        ("sms", Letter(PHONE, f"{site}: có tin mới về yêu cầu của bạn. Xem: {page}", "demo-sms")),
        ("sms", Letter(PHONE, f"{site}: mã của bạn là 482 915. Đừng đưa mã này cho ai.", "demo-code")),
        ("mail", Letter(
            MAIL, "Ba thông báo mới ở nơi bạn theo dõi:\n\n- Sơ tán trước 18 giờ hôm nay\n- Xử lý nước giếng sau lũ\n"
            "- Trạm y tế lưu động khám miễn phí\n\nXem tất cả: /notices/", "demo-digest",
            title=f"{site}: sáng nay ở nơi bạn theo dõi",
        )),
    ]  # fmt: skip
