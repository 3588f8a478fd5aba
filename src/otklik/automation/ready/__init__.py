"""Ready scenarios: whole ones, with texts in two languages, to be installed as drafts (product.md 4.10)."""
