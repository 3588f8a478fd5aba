"""Mail and conversations: what comes by mail becomes a part, what is said leaves as a letter."""
