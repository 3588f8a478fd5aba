"""Workspaces, their members, roles, keys and journal. Others enter by `service`, `contracts`, `access`."""
