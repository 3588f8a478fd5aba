"""Subscriptions that are confirmed by mail (double opt-in): asked, written to, confirmed, proved."""
