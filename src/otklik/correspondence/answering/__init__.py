"""Letters that carry what is said in a conversation."""
