"""Medical advice as a case of its own: apart from what else a home asks for, for clinicians alone."""
