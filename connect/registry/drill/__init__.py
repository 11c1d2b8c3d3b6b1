"""Drills, as features announce themselves to them."""
