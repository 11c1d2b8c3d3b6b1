"""Processes killed under people who ask: web processes, the queue's worker, the whole site."""

import random

from flask import Flask

from tests.faults.history import History
from tests.faults.site import asking, served

PEOPLE = 4


def kill_processes(app: Flask, number: int, seed: int, module: str = "wsgi") -> dict[str, float]:
    """Kills so many processes of a site, one after another, while people ask; what became of their requests."""
    dice, history = random.Random(seed), History()
    with served(app, module) as site:
        site.wait_for(lambda: len(site.children()) == 3)
        with asking(site, history, PEOPLE):
            for _ in range(number):
                before = len(history.said)
                site.wait_for(lambda before=before: len(history.said) > before)  # some are in the middle of it
                site.kill_child(dice.choice(site.children()))
            site.wait_for(site.answers)
    return {"kills": number, **history.judged(app)}


def kill_sites(app: Flask, number: int, seed: int, module: str = "wsgi") -> dict[str, float]:
    """Kills the whole site so many times, starts it again; also the longest of the starts, in seconds."""
    history, slowest = History(), 0.0
    with served(app, module) as site, asking(site, history, PEOPLE):
        for _ in range(number):
            before = len(history.said)
            site.wait_for(lambda before=before: len(history.said) > before)
            site.kill()
            slowest = max(slowest, site.start())
        site.wait_for(site.answers)
    return {"kills": number, "slowest_start_s": round(slowest, 1), **history.judged(app)}
