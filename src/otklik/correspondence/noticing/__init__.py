"""Letters that tell operators who are away of what visitors say."""
