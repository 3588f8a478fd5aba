"""What a letter of a message has that other letters have not: links that tell, and a way to leave."""
