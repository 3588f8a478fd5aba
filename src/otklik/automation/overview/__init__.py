"""Scenarios seen from above: who walks where, what leaves on which day."""
