"""Reading foreign alerts: bytes in, alerts and reasons out; no web, no database, no clock."""
