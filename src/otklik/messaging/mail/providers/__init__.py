"""What providers of mail tell by webhook: each is one declarative file (docs/reference/mail-providers.md)."""
