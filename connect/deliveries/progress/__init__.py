"""How the sending of a message goes: read from sums, so that a million receivers cost what a thousand do."""
