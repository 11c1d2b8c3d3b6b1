"""Quiet warnings beside a message: computed for its two readers when it is drawn, kept nowhere, told to nobody."""
