"""Persons: their own keys, roles and presence."""
