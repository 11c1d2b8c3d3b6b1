"""How a draft of questions is changed and looked over, as plain functions of its JSON."""
