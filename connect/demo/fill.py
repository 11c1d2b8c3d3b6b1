"""Fills an empty site with a wave: 5,000 cases in every state, helpers, moderators, notices.

Everything goes through the same actions as real life, told at its own past moment, so every invariant holds.
"""

import gc
import random

from connect.cases.demo.wave import Told
from connect.registry import demo_data
from connect.registry.demo_data import Progress, Size, Wave

__all__ = ["Size", "fill"]


def fill(seed: int, size: Size, progress: Progress) -> tuple[str, str]:
    """Fills the site; returns the short code and secret of one requester who waits for a helper."""
    dice = random.Random(seed)  # nosec B311 # noqa: S311 - a story, not a secret
    wave = Wave(dice, size, progress)
    gc.disable()  # a tenth quicker: what is made here is either kept or freed by counting
    demo_data.fill(wave)
    gc.enable()
    told = wave.get(Told)
    return told.code, told.secret
