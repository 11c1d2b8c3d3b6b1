"""The numbers of all advisory locks of PostgreSQL, which it keeps by number alone: two alike would wait in vain."""

from enum import IntEnum, unique


@unique
class AdvisoryLock(IntEnum):
    """What is locked. `PHONE` and `WARD` begin a range: the number of the phone or ward is added to them."""

    PHONE = 0  # plus 60 bits of the phone's hash
    AUDIT_CHAIN = 5_120_221
    CELL_FOLDING = 5_120_222
    CELL_RECOUNTING = 5_120_223
    MIGRATION = 7_340_033
    WARD = 7_400_000_000  # plus the number of the ward
