"""The invented shopping of the demo: windows with their orders, and runs in every state. Any likeness is chance."""
