"""Reading a mail: one mail's bytes, and what it says. Pure; nothing of it is believed, nothing is unpacked."""
