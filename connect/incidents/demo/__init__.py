"""The invented incidents of the demo."""
