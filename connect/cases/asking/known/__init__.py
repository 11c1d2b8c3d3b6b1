"""The part of a form that the database holds already: sent twice, or of a phone that has asked before."""
