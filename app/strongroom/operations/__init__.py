"""What the strong room does for each request: one module an act."""
