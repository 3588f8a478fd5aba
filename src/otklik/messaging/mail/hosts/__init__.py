"""Hosts of a workspace's own that links of its letters lead over (docs/reference/tracking-host.md)."""
