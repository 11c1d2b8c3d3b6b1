"""Messages to people (*tin gửi đi*): who is reached by which medium, and one ledger of what became of each message.

The features on the right say for whom and what (`ledger.owners`); nothing but this package calls a gateway, but for the
sign-up codes of `accounts`, which stands left of it.
"""

# What other features may import.
PUBLIC = frozenset({
    "contacts.actions", "contacts.models", "contacts.passes", "contacts.persons", "contacts.proving",
    "contacts.queries",
    "contacts.rules",
    "contacts.tell_here",
    "ledger.actions", "ledger.models", "ledger.owners", "ledger.queries", "ledger.rules", "ledger.transitions",
    "progress.queries", "progress.rules", "progress.words",
    "sending.writing",
})  # fmt: skip
