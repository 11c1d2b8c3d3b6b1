"""Streets under the maps: one file of an operator, checked and served by tiles. It knows no feature."""
