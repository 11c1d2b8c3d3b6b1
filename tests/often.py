"""How often the long proofs repeat themselves: less in `make test`, in full in `make proofs`."""

import os
import random

LONG = os.environ.get("CONNECT_PROOFS") == "long"
POSTGRES = bool(os.environ.get("DATABASE_URL"))
SEED = "CONNECT_SEED"


def draw_seed() -> None:
    """Draws what chance in tests comes from, once for all workers of a run, unless the environment names it."""
    os.environ.setdefault(SEED, str(random.SystemRandom().randrange(1_000_000)))


def seed() -> int:
    """The seed of this run."""
    return int(os.environ[SEED])


def often(full: int, share: int = 5) -> int:
    """The full number in the long form; otherwise that part of it, and on PostgreSQL, the second time, half of that."""
    return full if LONG else full // (share * (2 if POSTGRES else 1))
