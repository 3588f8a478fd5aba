"""Our own SMTP receiver."""
