"""Reading a mail: one mail's bytes, and what it says. Pure; nothing is believed, nothing is unpacked."""
