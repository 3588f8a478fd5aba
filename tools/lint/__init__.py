"""House rules that no ready tool checks; `python -m tools.lint` runs them all."""
