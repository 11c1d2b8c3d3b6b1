"""Words of buyers about a point: gone, closed, not there, dearer, wrong place, enough of this. Nobody needs an account.

An owner reads what was said and on which day, never by whom: browser and network are keyed marks, emptied after two
days, by which one buyer is told apart from another.
"""
