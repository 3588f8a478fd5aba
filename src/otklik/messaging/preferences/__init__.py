"""What people choose to be sent: topics in words for them, the page where they choose."""
