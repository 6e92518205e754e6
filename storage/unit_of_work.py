"""One event, one transaction: every subject's memory over one connection."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from core.ids import Draw
from storage.communities import SqlCommunities
from storage.communities.setups import SqlSetups
from storage.exchanges import SqlExchanges
from storage.governance import SqlGovernance
from storage.karma import SqlLedger
from storage.linking import SqlLinks
from storage.matching import SqlAsks
from storage.people import SqlPeople
from storage.posts import SqlPosts
from storage.privacy import SqlArchive
from storage.reciprocity import SqlReciprocity
from storage.spine import SqlDeadlines, SqlInbox, SqlInstallation, SqlOutbox
from storage.trust import SqlTies
from storage.votes import SqlVotes


class UnitOfWork:
    """What a use case works with. Nobody commits it but the `begin` that made it."""

    def __init__(self, connection: AsyncConnection, seed: str, cause: str, now: datetime) -> None:
        self._seed = seed
        self.votes = SqlVotes(connection)
        self.caused_by(cause, now)
        self.people = SqlPeople(connection)
        self.communities = SqlCommunities(connection)
        self.setups = SqlSetups(connection)
        self.governance = SqlGovernance(connection)
        self.posts = SqlPosts(connection)
        self.exchanges = SqlExchanges(connection)
        self.ledger = SqlLedger(connection)
        self.asks = SqlAsks(connection, self.people, self.communities, self.exchanges)
        self.ties = SqlTies(connection)
        self.reciprocity = SqlReciprocity(connection)
        self.archive = SqlArchive(connection)
        self.links = SqlLinks(connection, self.people, self.communities)
        self.inbox = SqlInbox(connection)
        self.outbox = SqlOutbox(connection)
        self.deadlines = SqlDeadlines(connection)
        self.installation = SqlInstallation(connection)

    def caused_by(self, cause: str, now: datetime) -> None:
        """Name the cause and the time, where they are only known once something was read."""
        self.draw = Draw(self._seed, cause)
        self.votes.cause = cause
        self.now = now
