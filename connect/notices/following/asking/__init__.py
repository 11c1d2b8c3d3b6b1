"""Asking a mail address or phone first: nothing follows until whoever reads its messages says yes."""
