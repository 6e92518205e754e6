"""A post as people meet it: heard and confirmed, asked around, changed, filled, come again, ended."""
