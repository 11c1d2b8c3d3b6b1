"""How often the long proofs repeat themselves: less in `make test`, in full in `make proofs`."""

import os

LONG = os.environ.get("CONNECT_PROOFS") == "long"
POSTGRES = bool(os.environ.get("DATABASE_URL"))


def often(full: int, share: int = 5) -> int:
    """The full number in the long form; otherwise that part of it, and on PostgreSQL, the second time, half of that."""
    return full if LONG else full // (share * (2 if POSTGRES else 1))
