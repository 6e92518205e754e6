"""A village as people meet it: arriving, coming in, its rules, setting it up, and what outsiders see."""
