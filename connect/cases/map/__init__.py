"""Cases on the map: counts per cell, clusters, and what is near."""
