"""What is learned before the program runs, from the project's own sentences."""
