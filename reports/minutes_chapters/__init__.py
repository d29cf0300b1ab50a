"""The chapters of a ceremony's minutes; one module a chapter."""
