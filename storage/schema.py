"""Every table of the program, gathered for migrations and for comparing a database with the models."""

from storage import (
    communities,
    exchanges,
    governance,
    karma,
    matching,
    people,
    posts,
    reciprocity,
    spine,
    trust,
    votes,
)
from storage.columns import metadata

__all__ = [
    "communities",
    "exchanges",
    "governance",
    "karma",
    "matching",
    "metadata",
    "people",
    "posts",
    "reciprocity",
    "spine",
    "trust",
    "votes",
]
