"""Custody: Key Components, and what they lie in and are locked with, each with its history (rule CUSTODY)."""
