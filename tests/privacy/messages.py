"""What of messages can be read before contact is open, and what lies anywhere in the clear. A last line of JSON.

python -m tests.privacy.messages --seed 1
"""

import argparse
import json
import re
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from connect import db
from connect.cases.disclosure.masking.words import COVER
from connect.messages import masking
from connect.text import folded
from tests.faults.site import new_site
from tests.privacy import message_spellings as spellings, message_traces, spelling_grammar as grammar
from tests.privacy.message_traces import Traces

SPELLINGS, HONEST, WORDS, PICTURES = 500, 1000, 2000, 50
LEADS_NOWHERE = 3  # figures of a number that may stay
_SAID = {**{folded(word): figure for figure, word in spellings.SAID.items()}, "hong": "0", "tu": "4", "mot": "1"}
_FIGURES = re.compile(rf"\d|{'|'.join(sorted(_SAID, key=len, reverse=True))}")


@dataclass
class Read:
    """What of a corpus stayed readable, and what was covered for nothing."""

    readable: list[str] = field(default_factory=list)
    doors: list[str] = field(default_factory=list)
    doors_made: int = 0
    touched: list[str] = field(default_factory=list)
    honest: int = 0

    def figures(self) -> dict[str, float]:
        """The last line: phones and accounts that can be read, shares of doors covered and honest ones untouched."""
        return {
            "readable": len(self.readable),
            "doors_covered": round(1 - len(self.doors) / self.doors_made, 4),
            "honest_untouched": round(1 - len(self.touched) / self.honest, 4),
        }


def read(seed: int, count: int = SPELLINGS, honest: int = HONEST) -> Read:
    """So many spellings as they are shown before contact is open, and so many honest sentences of each corpus."""
    run = Read()
    for kind, message, left in spellings.made(seed, count):
        shown = masking.for_reader(message, False)
        if kind == "door":
            run.doors_made += 1
            run.doors += [message] if is_found(shown, left) else []
        elif is_readable(shown):
            run.readable.append(message)
    for sentence in (*grammar.honest(seed, honest), *spellings.honest(seed, honest)):
        run.honest += 1
        run.touched += [sentence] if masking.for_reader(sentence, False) != sentence else []
    return run


def is_readable(shown: str) -> bool:
    """Whether more of a number is left than leads nowhere, as figures of any script or said, or nothing was covered."""
    return COVER not in shown or len(_FIGURES.findall(folded(_plain(shown)).replace(" ", ""))) > LEADS_NOWHERE


def is_found(shown: str, left: Iterable[str]) -> bool:
    """Whether one of the figures that lead to a door is left, or nothing was covered."""
    rest = Counter(re.findall(r"[a-z]+|\d+", folded(_plain(shown))))
    return COVER not in shown or any(rest[one] for one in left if one.isdigit())


def _plain(text: str) -> str:
    shown = unicodedata.normalize("NFKC", text)
    return "".join(c for c in shown if unicodedata.category(c) not in ("Cf", "Me", "Mn"))


def traces_of(folder: Path, seed: int, words: int = WORDS, pictures: int = PICTURES) -> Traces:
    """So many seeded words and pictures, sent through a new site, and what of them lies there in the clear."""
    app = new_site(folder)
    found, log = message_traces.seeded(app, seed, words, pictures)
    assert "endpoint=messages" in log, "the log was not caught"
    with app.app_context():
        message_traces.look(app, found, log)
        db.session.remove()
        db.extension.engine.dispose()
    return found


def main() -> int:
    """Runs all; the exit code tells whether the lines are reached."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    seed, begun = parser.parse_args().seed, time.monotonic()
    run = read(seed)
    with tempfile.TemporaryDirectory() as folder:
        left = traces_of(Path(folder), seed)
    for name in ("readable", "doors", "touched"):
        for one in getattr(run, name)[:20]:
            print(name, repr(one))
    told = {**run.figures(), "found_in_dump": len(left.in_words), "exif_found": len(left.of_pictures)}
    print(json.dumps({**told, "seed": seed, "seconds": round(time.monotonic() - begun, 1)}))
    found = told["readable"] or told["found_in_dump"] or told["exif_found"]
    return int(bool(found) or told["doors_covered"] < 0.98 or told["honest_untouched"] < 0.98)


if __name__ == "__main__":
    sys.exit(main())
