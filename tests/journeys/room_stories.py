"""Stories of a village with several rooms, on platforms that let the bot make them."""

from tests.journeys.stage import Stage
from tests.journeys.stories import Story, a_village, asked, latest


async def another_room(stage: Stage) -> None:
    """Who looks after the village has another room opened: everybody is invited, and it is the same village there."""
    await a_village(stage, "ana", "bea", "cem")
    await stage.say("ana", "/room Tools and bikes")
    assert "Tools and bikes" in latest(stage, "ana", "room-ask").text
    await stage.press("ana", "room.make")
    assert latest(stage, "ana", "room-made").actions == []
    tools = stage.made("Tools and bikes")
    message = await stage.say("bea", "Could someone lend me a drill on Saturday?", room=tools)
    assert stage.marks(tools) == {message}
    await stage.press("bea", "post.confirm")
    assert asked(stage, "ana", "cem") == ["ana", "cem"]
    assert {s.key for s in stage.room("maple")} == {"community-arrival", "community-greeting"}
    assert stage.room(tools) == []


async def rooms_shown_together(stage: Stage) -> None:
    """A space shows the rooms together; wished again it is the same one."""
    await a_village(stage, "ana", "bea")
    await stage.say("ana", "/room")
    assert latest(stage, "ana", "room-all").actions == []
    await stage.say("ana", "/room Tools")
    await stage.press("ana", "room.make")
    await stage.say("ana", "/room")
    assert latest(stage, "ana", "room-all").text.count("•") == 2
    await stage.press("ana", "room.space")
    told = latest(stage, "ana", "space-made").text
    await stage.say("ana", "/room")
    await stage.press("ana", "room.space")
    assert latest(stage, "ana", "space-made").text == told


ROOM_STORIES: tuple[Story, ...] = (another_room, rooms_shown_together)
