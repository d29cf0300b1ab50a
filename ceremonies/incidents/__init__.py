"""Incidents: raised, commanded, handed over and closed; and the deadlines that run in them."""
