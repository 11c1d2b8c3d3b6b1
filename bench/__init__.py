"""Measurements. Each prints its figures and, in its last line, JSON."""

import argparse


def options(doc: str) -> argparse.ArgumentParser:
    """What one may ask of a bench that runs in rounds on a built site; its module's text says what it is."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    return parser
