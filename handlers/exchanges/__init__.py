"""An exchange as the two sides meet it: its card, its end, and what reminds them of it."""
