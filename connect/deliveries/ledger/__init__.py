"""The ledger: one row for each message to a contact, with its state. Never lost, never doubled."""
