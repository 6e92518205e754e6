"""What the cards of posts and exchanges say, and what each card is called so that it can be revised."""

from core import posts
from core.communities import Community
from core.exchanges import Exchange
from core.ids import ExchangeId, PersonId, RoomId
from core.listening import KINDS, WEEK, Act
from core.messages import (
    Args,
    Choice,
    Contact,
    Facts,
    Item,
    Name,
    Phrase,
    Revise,
    Text,
    Unmark,
    Whisper,
    Window,
)
from core.posts import Post


def type_label(community: Community, post: Post) -> Phrase:
    """Word a request type: the nine default ones by the locale, a community's own by its name."""
    known = {t.name for t in community.config.request_types}
    if post.type not in known:  # taken out of the rules meanwhile: what runs keeps its name
        kept = post.type.replace("_", " ")
        is_default = post.type in KINDS
        return Phrase(f"type-{post.type}") if is_default else Phrase("type-named", {"name": kept})
    kind = community.config.request_type(post.type)
    if kind.name == kind.kind:
        return Phrase(f"type-{kind.kind}")
    return Phrase("type-named", {"name": kind.name.replace("_", " ")})


def summary(community: Community, post: Post, *, rough: bool = False, own: bool = False) -> Facts:
    """Word what a post is about on one line; `rough`: area and part of day only, for who has not said yes.

    `own`: for its author, with what comes again; whoever is asked is asked for this once.
    """
    facts = [type_label(community, post), Phrase("post-what", {"what": post.what})]
    if post.start and post.end:
        window = Window(post.start, post.end, exact=post.exact, rough=rough)
        facts.append(Phrase("post-when", {"when": window}))
    where = posts.area(post) if rough else post.where
    if (
        where
        and where.casefold() not in post.what.casefold()
        and post.what.casefold() not in where.casefold()
    ):
        facts.append(Phrase("post-where", {"where": where}))
    if post.places > 1:
        facts.append(Phrase("post-places", {"number": post.places}))
    if post.quantity and post.quantity > 1:
        facts.append(Phrase("post-quantity", {"number": post.quantity}))
    if post.every is not None and (own or not posts.comes_again(post)):
        facts.append(Phrase("post-weekly" if post.every == WEEK else "post-fortnightly"))
    if post.urgent:
        facts.append(Phrase("post-urgent"))
    return Facts(tuple(facts))


def card_of(post: Post) -> str:
    """Name the author's own message about a post."""
    return f"post:{post.id}"


def own_card(post: Post, community: Community, key: str, *actions: str) -> Revise:
    """Revise the author's own message about a post; how it stands is told to nobody else."""
    taken_back = Phrase("do-post-drop-offer") if post.act is Act.OFFER else None
    choices = tuple(
        Choice(
            action=a,
            subject=post.id,
            label=taken_back if a == "post.drop" else None,
            only_for=post.author,
        )
        for a in actions
    )
    return Revise(
        card=card_of(post),
        key=key,
        args={"facts": summary(community, post, own=True)},
        choices=choices,
        private=True,
    )


def unmark(post: Post) -> list[Item]:
    """Take back the quiet reaction on the message a post was heard in."""
    if post.room is None or post.message is None:
        return []
    return [Unmark(room=post.room, target=post.message)]


def room_card(community: Community, post: Post, room: str) -> Text:
    """Show a post in the room: what, area and part of day, with one button for whoever can."""
    act = "offer" if post.act is Act.OFFER else "request"
    label = Phrase("do-match-yes-offer") if act == "offer" else None
    facts: Args = {"facts": summary(community, post, rough=True)}
    known = post.room == room and not post.nameless
    return Text(
        room=RoomId(room),
        key="post-room-nameless" if post.nameless else f"post-room-{act}",
        args=facts if post.nameless else {**facts, "name": Name(post.author)},
        choices=(Choice(action="match.yes", subject=f"post:{post.id}", label=label),),
        card=f"room:{post.id}",
        reply_to=post.message if known else None,
    )


def outside_card(community: Community, post: Post, room: str) -> Text:
    """Show a post to a sister village's room: what and roughly where and when, and from which village; no name."""
    args: Args = {"facts": summary(community, post, rough=True), "village": community.title}
    return Text(
        room=RoomId(room),
        key=outside_key(post),
        args=args,
        choices=(Choice(action="match.yes", subject=f"post:{post.id}"),),
        card=f"outside:{post.id}:{room}",
    )


def outside_key(post: Post) -> str:
    """Name the wording by which a post is shown to people outside its village."""
    return f"post-outside-{'offer' if post.act is Act.OFFER else 'request'}"


def approval_card_name(post: Post, keeper: PersonId) -> str:
    """Name the card by which one role-holder lets a post go out."""
    return f"approve:{post.id}:{keeper}"


def approval_card(community: Community, post: Post, keeper: PersonId) -> Whisper:
    """Ask one role-holder whether a post may go out."""
    choices = tuple(
        Choice(action=action, subject=post.id, only_for=keeper)
        for action in ("post.approve", "post.refuse")
    )
    return Whisper(
        to=keeper,
        key="post-approval",
        args={
            "facts": summary(community, post),
            "name": Name(post.author),
            "village": community.title,
        },
        choices=choices,
        card=approval_card_name(post, keeper),
    )


def exchange_card(exchange: ExchangeId, person: PersonId) -> str:
    """Name one side's card of an exchange; it begins as the author's card of a match."""
    return f"exchange:{exchange}:{person}"


def running_args(exchange: Exchange, post: Post, community: Community, person: PersonId) -> Args:
    """Fill the card of a running exchange for one side: who, how to reach them, exactly what, where and when."""
    return {
        "facts": summary(community, post),
        "other": Contact(exchange.other(person)),
        "words": post.words,
    }


def running_choices(exchange: Exchange, person: PersonId) -> tuple[Choice, ...]:
    """Offer done, did not happen and cancel from the start; a calendar file where there is a time."""
    words = ["done", "not_done", "cancel"] + (["calendar"] if exchange.start else [])
    return tuple(
        Choice(action=f"exchange.{word}", subject=exchange.id, only_for=person) for word in words
    )


def new_exchange_card(
    exchange: Exchange, post: Post, community: Community, person: PersonId
) -> Whisper:
    """Begin one side's card as a new message."""
    return Whisper(
        to=person,
        key="exchange-open-helper" if person == exchange.helper else "exchange-open-requester",
        args=running_args(exchange, post, community, person),
        choices=running_choices(exchange, person),
        card=exchange_card(exchange.id, person),
    )


def as_revision(card: Text | Whisper) -> Revise:
    """Return the same words as a revision of the message that bears the card's name."""
    return Revise(card=card.card or "", key=card.key, args=card.args, choices=card.choices)
