"""The acts: each is declared once. ``catalogue`` has the whole list; this package itself imports nothing."""
