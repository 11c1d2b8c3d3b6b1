"""The words of the catalogue's pages: what the drawings show."""

from flask_babel import lazy_gettext as _l

ICONS = {
    "boat": _l("Boat"), "scooter": _l("Motorbike"), "home": _l("House"), "building": _l("Building"),
    "drop": _l("Drop of water"), "bowl": _l("Bowl of food"), "basket": _l("Basket"), "bag": _l("Shopping bag"),
    "medical": _l("Medical cross"), "stethoscope": _l("Stethoscope"), "baby": _l("Baby"),
    "accessibility": _l("Wheelchair"), "users": _l("Several people"), "heart": _l("Heart"), "torch": _l("Torch"),
    "book": _l("Book"), "phone": _l("Telephone"), "chat": _l("Speech"), "map": _l("Map"), "shield": _l("Shield"),
    "key": _l("Key"), "trash": _l("Bin"), "refresh": _l("Cleaning round"), "forward": _l("Arrow onward"),
}  # fmt: skip
