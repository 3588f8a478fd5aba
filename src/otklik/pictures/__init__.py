"""Pictures that everybody may see: of messages, and faces of the team."""
