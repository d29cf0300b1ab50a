"""One-off days that the bank holidays do not know."""
