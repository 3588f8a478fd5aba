"""Simulated visitors of the demo shop, who use the same public door as the tracker of a real page."""
