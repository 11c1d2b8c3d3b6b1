"""Windows: times in which orders are taken, what they offer, and how many they take."""
