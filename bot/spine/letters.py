"""Items become rows of the outbox: arguments as data, buttons with opaque ids, revisions aimed at their message."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from core.ids import derive
from core.messages import (
    Admit,
    Answer,
    Choice,
    ClosePoll,
    Contact,
    Day,
    Facts,
    File,
    Invitation,
    Item,
    LifeDrawing,
    Lines,
    MakeRoom,
    MakeSpace,
    Mark,
    Moment,
    Name,
    Names,
    PathDrawing,
    Phrase,
    Picture,
    Poll,
    Revise,
    Secret,
    StarDrawing,
    Text,
    TurnAway,
    Unmark,
    WeeksDrawing,
    Whisper,
    Window,
    Withdraw,
)

KINDS = {
    kind.__name__: kind
    for kind in (
        Name,
        Names,
        Contact,
        Moment,
        Day,
        Window,
        Phrase,
        Lines,
        Facts,
        Secret,
        Invitation,
        PathDrawing,
        StarDrawing,
        WeeksDrawing,
        LifeDrawing,
    )
}
DRAWING = "drawing"
"""The argument under which a picture's drawing travels with its words."""


def encode(value: Any) -> Any:
    """Turn an argument into JSON: what is no plain value carries the name of its kind."""
    if is_dataclass(value):
        held = {f.name: encode(getattr(value, f.name)) for f in fields(value)}
        return {"$": type(value).__name__, **held}
    if isinstance(value, datetime):
        return {"$": "at", "iso": value.isoformat()}
    if isinstance(value, Mapping):
        return {name: encode(part) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    return value


def decode(value: Any) -> Any:
    """Turn JSON back into an argument."""
    if isinstance(value, list):
        return tuple(decode(part) for part in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("$")
    if kind == "at":
        return datetime.fromisoformat(value["iso"])
    held = {name: decode(part) for name, part in value.items() if name != "$"}
    return KINDS[kind](**held) if kind else held


def _buttons(letter: str, choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """Give each choice an id that names no choice, derived from a letter's unguessable one."""
    rows = []
    for ordinal, choice in enumerate(choices):
        row: dict[str, Any] = {"id": derive(letter, ordinal, size=6), "action": choice.action}
        if choice.subject:
            row["subject"] = choice.subject
        if choice.label is not None:
            row["label"] = encode(choice.label)
        if choice.only_for is not None:
            row["only_for"] = choice.only_for
        if choice.until is not None:
            row["until"] = choice.until.isoformat()
        if choice.opens_private:
            row["opens_private"] = True
        rows.append(row)
    return rows


class Mailbag:
    """The rows that one transaction adds to the outbox."""

    def __init__(self, work: Any, cause: str) -> None:
        self._work = work
        self._cause = cause
        self.rows: list[dict[str, Any]] = []

    async def put(self, items: Iterable[Item]) -> None:
        """Turn items into rows, and write them."""
        for item in items:
            if isinstance(item, Revise):
                await self._revise(item)
            elif isinstance(item, Withdraw | ClosePoll):
                await self._end(item)
            else:
                self._add(item)
        await self._work.outbox.add(self.rows)

    def _row(self, kind: str, **values: Any) -> dict[str, Any]:
        row: dict[str, Any] = {
            "id": self._work.draw.new(),
            "kind": kind,
            "person": None,
            "room": None,
            "key": "",
            "args": {},
            "choices": [],
            "extra": {},
            "content": None,
            "card": None,
            "target": None,
            "ask": None,
            "cause": self._cause,
            "state": "waiting",
            "attempts": 0,
            "not_before": None,
            "reference": None,
            "at": self._work.now,
        }
        row.update(values)
        self.rows.append(row)
        return row

    def _add(self, item: Item) -> None:
        match item:
            case Text() | Whisper():
                self._text(item)
            case Answer(to=to, key=key, args=args):
                self._row("answer", person=to, key=key, args=encode(args))
            case Mark(room=room, target=target, meaning=meaning):
                self._row("mark", room=room, extra={"target": target, "meaning": meaning})
            case Unmark(room=room, target=target, meaning=meaning):
                self._row("unmark", room=room, extra={"target": target, "meaning": meaning})
            case Admit(room=room, person=person) | TurnAway(room=room, person=person):
                kind = "admit" if isinstance(item, Admit) else "turn_away"
                self._row(kind, room=room, extra={"about": person})
            case MakeRoom() | MakeSpace():
                self._room_to_be(item)
            case Poll():
                extra = {
                    "options": encode(item.options),
                    "closes": item.closes.isoformat() if item.closes else None,
                    "hidden": item.hidden,
                }
                args = encode(item.args)
                self._row(
                    "poll", room=item.room, key=item.key, args=args, extra=extra, card=item.card
                )
            case Picture(drawing=drawing, key=key, args=args, to=to, room=room):
                held = {**args, DRAWING: drawing}
                self._row("picture", person=to, room=room, key=key, args=encode(held))
            case File(to=to, name=name, content=content, key=key, args=args, holdings=all_held):
                extra = {"name": name, "holdings": all_held}
                self._row(
                    "file", person=to, key=key, args=encode(args), content=content, extra=extra
                )

    def _text(self, item: Text | Whisper) -> None:
        row = self._row("text", key=item.key, args=encode(item.args), card=item.card)
        row["choices"] = _buttons(row["id"], item.choices)
        if isinstance(item, Whisper):
            row["person"] = item.to
            row["extra"] = {"pick": item.pick} if item.pick else {}
        else:
            row["room"] = item.room
            row["extra"] = {"reply_to": item.reply_to, "only_for": item.only_for}
        kind, _, subject = (item.card or "").partition(":")
        row["ask"] = subject if kind == "ask" else None

    def _room_to_be(self, item: MakeRoom | MakeSpace) -> None:
        extra = {
            "platform": item.platform,
            "village": item.community,
            "title": item.title,
            "by": item.by,
            "card": item.card,
            "keepers": list(item.keepers),
            "rooms": list(item.rooms),
        }
        kind = "make_room" if isinstance(item, MakeRoom) else "make_space"
        self._row(kind, extra=extra)

    async def _original(self, card: str) -> Mapping[str, Any] | None:
        here = [row for row in self.rows if row["card"] == card and row["kind"] in ("text", "poll")]
        return here[-1] if here else await self._work.outbox.on_card(card)

    async def _revise(self, item: Revise) -> None:
        """Rewrite a message that is still waiting; add a revision to one that was sent."""
        original = await self._original(item.card)
        if original is None or original["state"] == "dropped":
            return
        reader = original["extra"].get("only_for")
        if item.private and original["room"] is not None and reader is not None:
            await self._take_back(original)
            if item.choices:
                self._add(
                    Whisper(
                        to=reader,
                        key=item.key,
                        args=item.args,
                        choices=item.choices,
                        card=item.card,
                    )
                )
            return
        if original["state"] == "waiting":
            values = {
                "key": item.key,
                "args": encode(item.args),
                "choices": _buttons(self._work.draw.new(), item.choices),
            }
            if isinstance(original, dict):
                original.update(values)
            else:
                await self._work.outbox.rewrite(original["id"], values)
            return
        # An earlier revision that has not left yet would only be overwritten: one request less where few are allowed.
        await self._work.outbox.supersede(original["id"])
        row = self._row("revise", key=item.key, args=encode(item.args), target=original["id"])
        row["person"], row["room"] = original["person"], original["room"]
        row["choices"] = _buttons(row["id"], item.choices)
        row["extra"] = {"only_for": original["extra"].get("only_for")}

    async def _end(self, item: Withdraw | ClosePoll) -> None:
        original = await self._original(item.card)
        if original is None or original["state"] == "dropped":
            return
        await self._take_back(original, "withdraw" if isinstance(item, Withdraw) else "close_poll")

    async def _take_back(self, original: Mapping[str, Any], kind: str = "withdraw") -> None:
        """End a message that was sent; one that was not is never said."""
        if original["state"] == "waiting":
            await self._unsay(original)
            return
        row = self._row(kind, target=original["id"])
        row["person"], row["room"] = original["person"], original["room"]
        await self._work.outbox.rewrite(original["id"], {"choices": []})

    async def _unsay(self, original: Mapping[str, Any]) -> None:
        """Take back what was never said."""
        if isinstance(original, dict):
            self.rows.remove(original)
        else:
            await self._work.outbox.drop(original["id"])
