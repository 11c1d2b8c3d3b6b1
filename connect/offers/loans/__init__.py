"""Loans: things that are lent at the handover of a case, until they are back with whoever lent them."""
