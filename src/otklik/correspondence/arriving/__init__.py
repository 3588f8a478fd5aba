"""From the bytes of a mail to what becomes of it."""
