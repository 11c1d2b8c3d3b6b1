"""The areas that typed names mean."""
