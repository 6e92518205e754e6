"""Votes on Matrix, where everybody sees who taps what: ballots are typed in private, polls are open ones only."""

from pathlib import Path

import pytest

from tests.journeys.matrix_stage import matrix_stage
from tests.journeys.votes_stories import a_ballot_paper_in_private, an_open_poll, told
from tests.matrix.homeserver import Homeserver


@pytest.mark.slow
@pytest.mark.parametrize("encrypted", [False, True])
async def test_ballots_are_typed_in_private(
    homeserver: Homeserver, tmp_path: Path, *, encrypted: bool
) -> None:
    async with matrix_stage(homeserver, tmp_path, encrypted=encrypted) as stage:
        await a_ballot_paper_in_private(stage)
        (card, *_) = [m for m in stage.room("maple") if m.key == "vote-closed"]
        assert card.actions == []
        assert not told(stage, "vote-open")


@pytest.mark.slow
async def test_an_open_poll_is_answered_as_clients_do(
    homeserver: Homeserver, tmp_path: Path
) -> None:
    """In a plain room, so that a latecomer sees the poll at all."""
    async with matrix_stage(homeserver, tmp_path, encrypted=False) as stage:
        await an_open_poll(stage)
