"""Invented texts of people who cheat or advertise, and of honest people who mention money, numbers and phones.

Sentences with slots, written as people write: with and without marks, in the spelling of chats, shouting, with dots
between letters. Nothing is taken from anybody.
"""

import random
import unicodedata
from collections.abc import Callable

from connect.accounts.demo import names
from connect.cases.demo import words as demo

BANKS = "Vietcombank,VCB,Techcombank,MB Bank,BIDV,Agribank,ACB,Sacombank,TPBank,VPBank,Vietinbank,SHB".split(",")
WALLETS = "momo,Momo,MoMo,zalopay,ZaloPay,viettel money,ví điện tử".split(",")
OFFICES = (
    "Công an phường,Công an tỉnh,Viện kiểm sát,Cơ quan thuế,Bộ Y tế,UBND phường,Nhân viên ngân hàng,Cán bộ phường,"
    "Hội chữ thập đỏ,Điện lực"
).split(",")
WOE = (
    "Nhà em khó khăn quá.", "Con em đang nằm viện.", "Mẹ tôi bệnh nặng.", "Em thất nghiệp 3 tháng nay.",
    "Gia đình ở vùng lũ mất hết tài sản.", "Cả nhà F0 không ai giúp.", "Hoàn cảnh rất thương tâm.", "",
)  # fmt: skip
GOODS = "khẩu trang,gạo sạch,máy đo SpO2,kit test,áo phao,đèn năng lượng,thuốc bổ,nước rửa tay,sữa bột".split(",")

SCAMS: dict[str, tuple[str, ...]] = {
    "account": (
        "{woe} Mọi người thương thì gửi vào stk {acc} {bank} giúp em.",
        "{woe} STK: {acc} - {bank} - {name}.",
        "Số tài khoản {acc} ngân hàng {bank}, chủ tài khoản {name}. Xin cảm ơn.",
        "{bank} {acc} {name} ai có lòng hảo tâm xin giúp đỡ.",
        "{woe} Giúp qua {wallet} số {phone} ạ.",
        "tk {acc} {bank} mong mạnh thường quân ủng hộ",
        "Ủng hộ đồng bào vùng lũ qua tài khoản {acc} tại {bank}, nội dung: ung ho lu lut.",
    ),
    "transfer": (
        "{woe} Ai chuyển khoản cho em {sum} mua đồ với.",
        "{woe} Đừng mang đồ tới, ck giúp em {sum} là được.",
        "Ck cho em ít tiền, em tự mua, khỏi mất công đi lại.",
        "{woe} Mọi người bank cho em qua {wallet} nhé, không cần hiện vật.",
        "Chỉ nhận chuyển khoản, không nhận gạo mì.",
        "Xin hãy gửi tiền qua {wallet} để tôi mua giúp bà con.",
        "Em chỉ cần chuyển tiền thôi, đồ ăn em có rồi.",
    ),
    "money": (
        "{woe} Xin cô bác cho em {sum}.",
        "{woe} Cần vay {sum} gấp, tháng sau trả.",
        "Ai cho em mượn {sum} với, em hứa trả.",
        "{woe} Xin ít tiền mặt trả tiền trọ.",
        "Không cần đồ, chỉ xin tiền thôi ạ.",
        "Mong các nhà hảo tâm ủng hộ tiền cho gia đình tôi.",
        "Hỗ trợ em {sum} đóng viện phí.",
        "Nạp giúp em cái thẻ cào 100k, em đọc số seri.",
        "Gửi em mã thẻ viettel cũng được.",
        "Đang cần tiền gấp, ai giúp inbox.",
    ),
    "link": (
        "Đăng ký nhận {sum} hỗ trợ tại https://bit.ly/{code}",
        "Nhận trợ cấp: http://hotro-{code}.xyz",
        "Vào {code}.top điền thông tin để được nhận quà cứu trợ",
        "Xem hoàn cảnh tại www.{code}.com rồi giúp em",
        "Bấm vào t.me/{code} để nhận gạo miễn phí",
        "Link nhận hỗ trợ: tinyurl.com/{code}",
        "Vào trang {code} chấm com để nhận tiền",
        "Quét mã QR để ủng hộ gia đình em.",
        "Em gửi mã QR, cô bác quét giúp em.",
    ),
    "advertising": (
        "Bên em có sẵn {goods} giá rẻ, ib em nhé.",
        "Xả kho {goods} chỉ {sum}, mua 2 tặng 1.",
        "Khuyến mãi {goods} giảm giá 50%, freeship toàn quốc.",
        "Tuyển cộng tác viên làm tại nhà thu nhập {sum} một ngày.",
        "Việc nhẹ lương cao, ai cần nhắn tin zalo {phone}.",
        "Cho vay tiền nhanh không thế chấp, giải ngân trong ngày.",
        "Hỗ trợ vay vốn lãi suất thấp, nợ xấu vẫn duyệt.",
        "Vào nhóm zalo nhận kèo miễn phí, lời 30% mỗi ngày.",
        "Tham gia group telegram đầu tư lợi nhuận cao.",
        "Kéo tài xỉu, xóc đĩa đổi thưởng uy tín.",
        "Nhận sỉ lẻ {goods}, hotline {phone}, ship COD.",
        "Kem trộn trắng da cam kết hiệu quả sau 7 ngày.",
        "Đặt hàng {goods} inbox shop, uy tín chất lượng.",
        "Thanh lý {goods} chính hãng giá gốc.",
    ),
    "official": (
        "{office} thông báo: nộp phí {sum} để nhận gói hỗ trợ.",
        "{office} yêu cầu cung cấp số tài khoản để nhận tiền cứu trợ.",
        "{office} đề nghị bà con cung cấp mã OTP để xác minh.",
        "{office} yêu cầu nộp tiền phạt vi phạm giãn cách qua chuyển khoản.",
        "Đóng trước lệ phí {sum} sẽ được nhận quà hỗ trợ.",
        "Đặt cọc {sum} để giữ suất quà cứu trợ.",
        "Chúc mừng bạn trúng thưởng, đóng phí hồ sơ {sum} để nhận giải.",
        "{office} hướng dẫn chụp ảnh CCCD gửi qua zalo để làm hồ sơ.",
        "Gửi mã xác nhận trong tin nhắn cho tôi để nhận hỗ trợ.",
    ),
}

HONEST = (
    "Hết tiền mua sữa cho con, xin ít sữa ạ.",
    "Nhà không còn đồng nào, đồ ăn cũng hết.",
    "Công ty nợ lương {n} tháng, cả nhà ăn mì tôm cầm hơi.",
    "Tiền trọ chưa đóng được, giờ chỉ mong có gạo.",
    "Ai đi chợ mua giúp em {n} ký gạo, em gửi lại tiền.",
    "Mua giúp tôi ít thuốc huyết áp, tôi trả tiền khi nhận.",
    "Em xin chuyển khoản lại tiền hàng, nhờ anh chị mua giúp ít rau.",
    "Em ck lại liền, nhờ ai gần đây mua giùm bịch tã.",
    "Ck em là công nhân, nghỉ việc từ tháng trước, nhà có bé {n} tháng.",
    "Vk ck em đang cách ly, hết gạo và nước mắm.",
    "Không xin tiền, chỉ xin gạo và mì thôi ạ.",
    "Chúng tôi không cần tiền, chỉ cần nước uống và thuốc.",
    "Gọi tôi số {phone}, nếu không được gọi cháu tôi {phone}.",
    "Liên hệ {phone} hoặc zalo cùng số này.",
    "Zalo em {phone}, máy hư loa nên nhắn tin giúp em.",
    "Nhà đối diện ngân hàng Agribank, gọi {phone} tôi ra đón.",
    "Tôi bán vé số, nghỉ bán {n} tuần nay, hết gạo.",
    "Em bán hàng rong, dịch này không bán được, xin ít mì.",
    "Nhà bán tạp hóa nhỏ nhưng ngập hết hàng, cần nước sạch.",
    "Phường yêu cầu cách ly tại nhà {n} ngày, không ra chợ được.",
    "Công an chốt ở đầu hẻm, gọi {phone} tôi ra nhận đồ.",
    "Cán bộ phường nói chưa tới lượt nhà tôi, mà gạo hết từ hôm qua.",
    "Địa chỉ trên bản đồ: https://maps.app.goo.gl/{code}",
    "Nước tăng quá nhanh, cần xuồng và áo phao cho {n} người.",
    "Cha tôi {age} tuổi, chạy thận, hết thuốc, ai tiện đường ghé giúp.",
    "Thuận tiện lúc nào giao cũng được, cảm ơn cô bác.",
    "Quê ở Tiền Giang, kẹt lại phòng trọ, cần đồ ăn {n} ngày.",
    "Cần {n} lít nước, {n} chai dầu ăn, {n} củ khoai cũng quý.",
    "Giúp em 5 ký gạo với {n} hộp sữa, đừng gửi tiền ạ.",
    "Bé {n} tháng tuổi hết sữa, mẹ mất sữa vì sốt.",
    "Mấy hôm nay tiền công chưa lãnh, xin bữa cơm cho hai đứa nhỏ.",
    "Điện thoại sắp hết tiền nên ai giúp thì nhắn, đừng gọi lâu.",
    "Nhà có {n} người, ai cũng thất nghiệp, chỉ còn nửa bao gạo.",
    "Máy bơm nó hư rồi, nước giếng đục, xin nước uống.",
    "Phường đã cấp 5 kg gạo nhưng nhà đông người nên hết rồi.",
    "Xin một bao gia vị, ít mắm muối, gạo thì còn.",
    "Chỗ phân phối hàng cứu trợ xa quá, tôi đi xe lăn không tới được.",
    "Sinh ngày 12/05/{year}, đang thai tháng thứ {month}, cần bác sĩ tư vấn.",
    "Có ai chở giúp mẹ tôi đi bệnh viện, tôi đổ xăng lại cho.",
    "Vay mượn hàng xóm hết rồi, giờ chỉ mong ít gạo ăn qua ngày.",
    "Nhà nợ ngân hàng, ruộng mất trắng, trong nhà còn ít khoai.",
    "Tiền để dành cũng đã tiêu hết, xin giúp ít đồ ăn cho cháu.",
    "Em là nhân viên ngân hàng nghỉ dịch, phòng trọ {n} người hết gạo.",
    "Xin sách lớp {n} cho con, và cái máy cũ để học trực tuyến.",
    "Cần thuốc theo toa, tôi có toa bác sĩ và trả tiền đầy đủ.",
)  # fmt: skip

# Written apart from the sentences above, and never filled in by a machine.
OTHER_SCAMS = (
    "Bà con thương tình cho con xin chút đỉnh qua số 190366778899 Techcom",
    "Ai rảnh làm thêm buổi tối 300k/ca ib em",
    "Em bán combo rau củ 150k giao tận nhà, ship nội thành",
    "Nhà em cháy hết rồi xin mọi người chút tiền xây lại",
    "Cho mình vay nóng 3 triệu, trả góp",
    "gửi vô tk này dùm e: 0071 000 123 456",
    "Chỗ em có oxy thuê 2tr/ngày cọc 5tr lh ngay",
    "Nhận lì xì online bấm link bên dưới shopee-vn.club/abc",
    "Chị nào cần áo mưa giá sỉ 5k thì alo shop",
    "Ủng hộ quỹ từ thiện của chùa: 9704 2292 0123 4567",
    "Mình nhận xét nghiệm tại nhà 350k/ng, uy tín, liên hệ ngay",
    "bạn ơi nạp dùm mình thẻ viettel 50k",
    "Đóng 100 nghìn phí ship trước rồi nhận quà",
    "tôi là cán bộ xã, bà con gửi 50k làm hồ sơ nhận hỗ trợ",
    "Cty tuyển 20 người gói hàng tại nhà lương 8tr",
    "xin 500 ngàn đi xe về quê",
    "c.h.u.y.e.n k.h.o.a.n cho minh",
    "Ch0 vay l@i suat thap",
    "Ai có lòng thì quét QR nha",
    "Giúp mình ít lúa nha mn, stk ib",
)
# The same, from honest people.
OTHER_HONEST = (
    "Nhà em 4 người dương tính, còn 2 gói mì. Cần gạo, trứng.",
    "Nước ngập 1m2, hai vợ chồng già trên gác, điện thoại còn 10%",
    "Em sinh viên năm nhất, phòng trọ 12, hết gạo 2 ngày nay",
    "Cháu 3 tuổi sốt 39 độ, không mua được hạ sốt",
    "Bố em cần bình oxy gấp, SpO2 88",
    "Cần 10 bịch tã size L, tiền em gửi khi nhận hàng",
    "Nhà chưa nhận được gói hỗ trợ 1,5 triệu của nhà nước, giờ hết gạo",
    "Đường vào bị sạt, ai có xuồng vào giúp 3 mẹ con",
    "Nhờ mua giúp thuốc Losartan 50mg x 30 viên, hết bao nhiêu em trả",
    "Mẹ em 82t tai biến, cần tã người lớn",
    "Nhà máy đóng cửa, tháng này không lương, chủ trọ cũng không lấy tiền phòng nữa",
    "số cccd quên ở nhà nên chưa làm được giấy",
    "Thèm bữa cơm nóng, mì tôm ăn 5 ngày rồi",
    "Con em học lớp 1 cần sách Tiếng Việt",
    "Nhà em có 2 bé sinh đôi 8 tháng, cần sữa Nan số 2",
    "Liên hệ cô Ba 0987.654.321 hoặc chú Tư 0912 333 444",
    "Ở trọ khu công nghiệp, 6 phòng 15 người, cần gạo rau",
    "nha minh con 200k khong biet mua gi an toi cuoi thang",
    "em thất nghiệp, thẻ ngân hàng bị khóa không rút được tiền mua gạo",
    "Tôi bị tiểu đường, cần insulin, tôi có bảo hiểm y tế",
    "ban đêm lạnh lắm, xin mấy cái mền",
    "Chợ đóng, siêu thị đặt hàng online 5 ngày chưa giao",
)

TEEN = {
    "không": "k", "được": "dc", "mọi người": "mn", "chuyển khoản": "ck", "số tài khoản": "stk", "giúp": "giúp",
    "gì": "j", "với": "vs", "quá": "wá", "em": "e", "tiền": "xiền", "nhắn tin": "nt", "rồi": "r", "vậy": "z",
}  # fmt: skip
HONEST_TEEN = {key: value for key, value in TEEN.items() if key != "chuyển khoản"}


def scams(seed: int, count: int = 500) -> list[str]:
    """So many texts that should be held."""
    dice = random.Random(seed)
    return [_styled(dice, _filled(dice, dice.choice(SCAMS[dice.choice(list(SCAMS))])), TEEN) for _ in range(count)]


def honest(seed: int, count: int = 1000) -> list[str]:
    """So many texts that should not: half as the demo tells them, half with money, numbers and phones in them."""
    dice = random.Random(seed)
    out = []
    for number in range(count):
        told = demo.situation(dice, dice.choice(("flood", "epidemic")), dice.randint(1, 8))
        more = " ".join(dice.sample(HONEST, dice.randint(1, 2)))
        out.append(_styled(dice, _filled(dice, told if number % 2 else more), HONEST_TEEN))
    return out


def _filled(dice: random.Random, text: str) -> str:
    phone = "0" + dice.choice(("90", "91", "97", "38", "70", "86")) + "".join(dice.choices("0123456789", k=7))
    slots = {
        "woe": dice.choice(WOE), "bank": dice.choice(BANKS), "wallet": dice.choice(WALLETS),
        "phone": _spaced(dice, phone),
        "acc": _spaced(dice, "".join(dice.choices("123456789", k=dice.randint(8, 14)))),
        "name": names.person_name(dice).upper(), "goods": dice.choice(GOODS),
        "office": dice.choice(OFFICES),
        "sum": dice.choice(("200k", "500k", "1 triệu", "2tr", "300.000đ", "500 nghìn", "5 triệu", "50k")),
        "code": "".join(dice.choices("abcdefghkmnpqrstuvwx", k=6)),
        "n": dice.randint(2, 9),
        "age": dice.randint(60, 90),
        "year": dice.randint(1985, 2002), "month": dice.randint(5, 9),
    }  # fmt: skip
    return text.format(**slots).strip()


def _spaced(dice: random.Random, digits: str) -> str:
    sign = dice.choice(("", "", " ", "."))
    return digits if not sign else sign.join((digits[:4], digits[4:7], digits[7:]))


def _bare(text: str) -> str:
    return "".join(
        c
        for c in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
        if not unicodedata.combining(c)
    )


def _styled(dice: random.Random, text: str, teen: dict[str, str]) -> str:
    ways: list[Callable[[str], str]] = [
        lambda one: one, lambda one: one, lambda one: one, _bare, _bare, str.lower, str.upper,
        lambda one: _chatty(one, teen), lambda one: _bare(_chatty(one, teen)), lambda one: one + " 🙏🙏",
        lambda one: unicodedata.normalize("NFD", one),
    ]  # fmt: skip
    return dice.choice(ways)(text)


def _chatty(text: str, teen: dict[str, str]) -> str:
    for long, short in teen.items():
        text = text.replace(f" {long} ", f" {short} ")
    return text
