"""Mailboxes read over IMAP."""
