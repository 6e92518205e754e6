"""What is remembered, and the only place that speaks SQL. One subject, one module, one or two tables."""
