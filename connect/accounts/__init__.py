"""Accounts: people, their roles, organisations, signing in."""

# What other features may import.
PUBLIC = frozenset({
    "actions", "credentials.actions", "credentials.models", "credentials.queries", "credentials.rules", "demo.names",
    "demo.people", "export", "models", "organizations.actions", "phone_marks", "queries", "rules",
    "sign_in.current_session", "sign_in.models", "sign_in.phone_proofs", "sign_in.sessions", "vouching", "words",
})  # fmt: skip
