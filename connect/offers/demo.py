"""The invented offers of the demo: rice and water, free hands, a boat, a lorry; some asked about, paused or over."""

from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from connect import clock
from connect.accounts.demo.people import Cast
from connect.accounts.models import Person
from connect.areas.queries import Place
from connect.cases.asking.request_details import Location
from connect.errors import ConnectError
from connect.offers import actions
from connect.offers.actions import Terms, Thing
from connect.offers.rules import Sort, Verb
from connect.registry.demo_data import PLACES, Wave

SHARE = 0.25  # of the helpers offer something


class Invented(NamedTuple):
    """One invented offer."""

    thing: Thing
    quantity: int
    kinds: tuple[str, ...]
    words: str


TRUCK = Thing(Sort.VEHICLE, vehicle="truck", carries_kg=1500)
BOAT = Thing(Sort.VEHICLE, vehicle="boat", carries_kg=300)
OFFERS = (
    Invented(Thing(Sort.GOODS, "rice"), 120, (), "Gạo mới xay, đóng sẵn bao 10 kg. Nhà có người từ 17 giờ."),
    Invented(Thing(Sort.GOODS, "water"), 300, (), "Nước bình, tôi chở được trong phường."),
    Invented(Thing(Sort.GOODS, "masks"), 60, (), ""),
    Invented(Thing(Sort.GOODS, "blankets"), 25, (), "Chăn sạch, quần áo người lớn."),
    Invented(Thing(Sort.LABOUR), 24, ("food", "daily_goods"), "Tôi nấu ăn được cho vài chục người vào cuối tuần."),
    Invented(TRUCK, 6, ("food", "daily_goods"), "Xe 1,5 tấn, rảnh Chủ nhật."),
    Invented(BOAT, 12, ("food",), "Xuồng máy, quen luồng lạch vùng này."),
    Invented(Thing(Sort.MONEY), 2000, ("food", "school_items"), "Tôi mua giúp theo danh sách."),
)  # fmt: skip


def fill(wave: Wave) -> None:
    """Makes offers of the invented helpers; the one whose account is printed has three."""
    cast = wave.get(Cast)
    for code in PLACES:
        for number, helper in enumerate(cast.helpers[code]):
            first = code == "79" and number == 0
            for one in OFFERS[:3] if first else [wave.dice.choice(OFFERS)] if wave.dice.random() < SHARE else ():
                _offer(wave, helper, wave.dice.choice(cast.wards[code]), one, usual=first and one is OFFERS[0])


def _offer(wave: Wave, helper: Person, ward: Place, one: Invented, *, usual: bool) -> None:
    dice = wave.dice
    ago = timedelta(days=1) if usual else timedelta(days=dice.choice((0.2, 2, 5, 12, 15, 24)))
    with clock.told(wave.now - ago):
        terms = Terms(
            one.quantity, one.kinds, dice.choice((3, 5, 10)), clock.now() + timedelta(days=dice.choice((28, 45))),
            month_cap=dice.choice((None, None, one.quantity // 2)), words=one.words,
        )  # fmt: skip
        offer = actions.make(helper, one.thing, terms, Location(ward.point, "ward", None, ward))
    if not usual:
        verb = dice.choice((None, None, None, None, Verb.PAUSE, Verb.END))
        with suppress(ConnectError):
            if verb:
                actions.act(offer, verb)
