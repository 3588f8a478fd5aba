"""Experiments: what arms say against each other, however often one looks. Pure."""
