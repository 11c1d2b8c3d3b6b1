"""Taking a case, helping, giving it back; and how far a helper is relied on."""
