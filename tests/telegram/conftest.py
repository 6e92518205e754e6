"""A Bot API server, a bot of python-telegram-bot's own, and people."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from tests.telegram.people import People
from tests.telegram.server import TOKEN, BotApi
from tests.telegram.world import Chat, User


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    api = BotApi()
    await api.start()
    yield api
    await api.stop()


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=api.base_url, base_file_url=api.base_file_url) as bot:
        yield bot


@pytest.fixture
def people(api: BotApi) -> People:
    return People(api)


@pytest.fixture
def ana(api: BotApi) -> User:
    return api.world.new_user("Ana", "ana")


@pytest.fixture
def maple(api: BotApi, people: People, ana: User) -> Chat:
    chat = api.world.new_group("Maple Street", ana)
    people.add_bot(chat, ana)
    return chat
