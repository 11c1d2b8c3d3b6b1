"""Words that nothing of this feature ever says: research/utilities.md §3, last paragraph, in both languages."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# By what the software never does. Vietnamese words stand with all marks, because "liều" is not "liệu".
NEVER = {
    "names a disease": (
        "diagnos", "disease", "covid", "dengue", "pneumonia", "measles", "influenza", "stroke", "heart attack",
        "sepsis", "malaria", "asthma", "chẩn đoán", "tên bệnh", "viêm phổi", "sốt xuất huyết", "cúm", "sởi", "đột quỵ",
        "nhồi máu", "nhiễm trùng huyết", "sốt rét", "hen suyễn", "tiểu đường", "icd",
    ),
    "names a drug": (
        "drug", "medicine", "medication", "paracetamol", "ibuprofen", "aspirin", "antibiotic", "steroid", "prescri",
        "thuốc", "kháng sinh", "hạ sốt", "kê đơn", "toa thuốc",
    ),
    "gives a dose": (
        "dose", "dosage", "tablet", "mg", "ml", "liều", "viên thuốc", "uống mỗi", "times a day", "lần mỗi ngày",
    ),
    "shows a score": (
        "score", "early warning", "điểm số", "tổng điểm", "chấm điểm", "thang điểm",
    ),
    "says that waiting is safe": (
        "can wait", "may wait", "safe to wait", "no need to call", "not serious", "nothing serious", "you are fine",
        "is well", "is normal", "no danger", "not dangerous", "low risk", "chờ được", "có thể chờ", "cứ chờ", "yên tâm",
        "không sao", "không nguy hiểm", "không cần gọi", "không nghiêm trọng", "bình thường", "khỏe mạnh", "ít nguy cơ",
    ),
}  # fmt: skip
# Sentences that name such a thing in order to forbid or to deny it: read by hand, whole, and nothing but these.
SAID_TO_FORBID = (
    "no names of illnesses or medicines, no amounts.",
    "không ghi tên bệnh, tên thuốc hay liều lượng.",
    "no answer to them means that somebody is well.",
)


class Found(NamedTuple):
    """Where which word stands, and what the software would be doing there."""

    where: str
    never: str
    word: str


def found_in(where: str, text: str) -> Iterator[Found]:
    """All words of the lists in a text."""
    plain = text.lower().replace("_", " ")
    for allowed in SAID_TO_FORBID:
        plain = plain.replace(allowed, " ")
    for never, words in NEVER.items():
        for word in words:
            if re.search(rf"(?<!\w){re.escape(word)}", plain) and not _is_part(word, plain):
                yield Found(where, never, word)


def _is_part(word: str, plain: str) -> bool:
    """Whether a short word of letters only begins longer ones everywhere: "mg" is none of "mgmt"."""
    return len(word) < 4 and not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain)


def all_in(texts: Iterable[tuple[str, str]]) -> list[Found]:
    """All words of the lists in many texts, each with where it stands."""
    return [one for where, text in texts for one in found_in(where, text)]
