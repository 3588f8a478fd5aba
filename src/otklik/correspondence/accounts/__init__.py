"""Where mail is fetched and taken: mailboxes, domains of our receiver, and how long mail is kept."""
