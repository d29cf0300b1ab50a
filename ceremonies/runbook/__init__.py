"""Reads, checks and carries out a procedure."""
