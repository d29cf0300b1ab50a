"""What screens are drawn with. A widget knows lines and keys, and nothing of incidents."""
