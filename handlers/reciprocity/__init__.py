"""Reciprocity practised in private: the reset week, the checklist, one question a week, rest, and one's own digest."""
