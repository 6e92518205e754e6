"""Proposals and votes as people meet them: proposing, seconding and hearing, the cards, ballots, and the close."""
