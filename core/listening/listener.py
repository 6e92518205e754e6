"""One message understood: the language, the act, and then the rest, which only an act deserves."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from core.listening import crisis_words, things, times
from core.listening.acts import NOTE, NOTHING, SPEAK, Heard, answers, hear, is_to_somebody
from core.listening.crisis import unsafe_in
from core.listening.learning import taught_type
from core.listening.lines import Line, line_of
from core.listening.meaning import KINDS_BOUND_TO_A_TIME, Act, Context, Understanding, When
from core.listening.opinion import opinion_of, weighed
from core.listening.packs import Pack, languages, pack, vocabulary
from core.listening.text import MAX_CHARACTERS, Text, read
from core.listening.times_words import grammar

#: So many posts of one message are heard.
MOST_POSTS = 5

_BOTH = frozenset({Act.REQUEST, Act.OFFER})
_FALLBACK = "en"
#: So many words of another language it takes, and more, to leave the preferred one.
_OWN = 0.5


def warm() -> None:
    """Read every language there is, so that no message waits for that: over half a second of work."""
    for language in languages():
        pack(language)
        vocabulary(language)
        grammar(language)
    for language in crisis_words.languages():
        crisis_words.words_of(language)


def understand(text: str, context: Context) -> Understanding:
    """Return what is heard in `text`; the act is OTHER when it is neither request nor offer.

    Never raises, whatever the text; at most the first 2,000 characters are considered.
    """
    return _listened(text, context).understood(context)


def understand_all(text: str, context: Context) -> tuple[Understanding, ...]:
    """Return every request and offer in `text`, at most `MOST_POSTS`; none for chatter.

    Lines are posts of their own where several of them are clear by themselves; so are sentences
    that differ in act or kind. Otherwise the message is one post, understood whole.
    """
    listened = _listened(text, context)
    if listened.heard.score < NOTE:
        return ()
    said = text[:MAX_CHARACTERS]
    by_line = _clear(said.splitlines(), context, NOTE)
    lines = {(one.act, one.what): one for one in by_line}
    if len(lines) > 1:
        return tuple(lines.values())[:MOST_POSTS]
    by_sentence = _clear(_sentences(listened.message), context, SPEAK)
    sentences = {(one.act, one.kind): one for one in reversed(by_sentence)}
    if len(sentences) > 1:
        return tuple(reversed(sentences.values()))[:MOST_POSTS]
    return (listened.understood(context),)


def understand_as(act: Act, text: str, context: Context) -> Understanding:
    """Return `text` understood as `act` (score 1.0): its author said or corrected what it is."""
    message = read(text)
    words = pack(_language_of(message, context.language))
    if act is Act.OTHER:
        return Understanding(Act.OTHER, 1.0, words.language)
    line = line_of(message, words.reading)
    heard = hear(message, line, words, frozenset({act}))
    sign = heard.sign if heard.act is act else None
    spoken = Heard(act, 1.0, heard.start, heard.end, sign, heard.why)
    taken_up = answers(message, line, words)
    return replace(_understood(message, spoken, words, context), answers=taken_up)


def find_when(text: str, context: Context) -> When | None:
    """Return the window of time said in `text`, whatever else it says."""
    message = read(text)
    words = pack(_language_of(message, context.language))
    now = _local(context)
    found = times.times_in(message, words.language, now)
    return found[0].when if found else None


def _local(context: Context) -> datetime:
    if not context.time_zone:
        return context.now
    return context.now.astimezone(times.zone_named(context.time_zone))


@dataclass(frozen=True, slots=True)
class _Listened:
    """What a message says, as far as it costs little to tell."""

    message: Text
    words: Pack
    heard: Heard
    answers: bool

    def understood(self, context: Context) -> Understanding:
        """Return the rest of it, which only an act deserves."""
        if self.heard.score < NOTE:
            score, language = self.heard.score, self.words.language
            return Understanding(Act.OTHER, score, language, answers=self.answers)
        found = _understood(self.message, self.heard, self.words, context)
        return replace(found, answers=self.answers)


def _listened(text: str, context: Context) -> _Listened:
    message = read(text)
    words = pack(_language_of(message, context.language))
    line = line_of(message, words.reading)
    taken_up = answers(message, line, words)
    if is_to_somebody(message, words):
        return _Listened(message, words, NOTHING, taken_up)
    heard = hear(message, line, words, _BOTH, context.tuning)
    if not (
        heard.score < NOTE and context.tuning.signs and _is_heard_untaught(message, line, words)
    ):
        heard = weighed(heard, opinion_of(message, words.language), context.tuning)
    return _Listened(message, words, heard, taken_up)


def _is_heard_untaught(message: Text, line: Line, words: Pack) -> bool:
    """Tell whether only what a community taught keeps the rules silent: then nothing else speaks up."""
    return hear(message, line, words, _BOTH).score >= NOTE


def _clear(parts: Iterable[str], context: Context, least: float) -> list[Understanding]:
    """Return what is clear by itself in each part, or nothing for one part alone: that is the whole."""
    spoken = [part for part in parts if part.strip()]
    if _is_one(spoken):
        return []
    listened = [_listened(part, context) for part in spoken]
    heard = [one for one in listened if one.heard.score >= least]
    if _is_one(heard):
        return []
    return [said for one in heard if (said := one.understood(context)).what]


def _is_one(parts: Sequence[object]) -> bool:
    return len(parts) <= 1


def _sentences(message: Text) -> Iterator[str]:
    at = 0
    while at < len(message.shown):
        _, end = message.sentence_around(at)
        end = max(end, at) + 1
        yield message.shown[at:end]
        at = end


def _language_of(message: Text, preferred: str) -> str:
    """Return the language most words of the message belong to, else the preferred one."""
    known = languages()
    preferred = preferred.partition("-")[0].lower()
    base = preferred if preferred in known else _FALLBACK
    counts = {name: len(message.words & vocabulary(name)) for name in known}
    best = max(counts, key=lambda name: counts[name] + _OWN * (name == base))
    return best if counts[best] else base


def _understood(message: Text, heard: Heard, words: Pack, context: Context) -> Understanding:
    now = _local(context)
    found = times.times_in(message, words.language, now)
    spans = tuple((one.start, one.end) for one in found)
    subject = things.Subject(message, heard, words, spans)
    kind, what = things.subject_of(subject)
    when = times.best_time(found, subject.sentence, now, heard.start)
    missing = _missing(kind, what, when)
    return Understanding(
        act=heard.act,
        score=heard.score,
        language=words.language,
        kind=kind,
        type=taught_type(what, context) or things.type_of(message, kind, context.types),
        what=what,
        when=when,
        where=things.where_in(subject),
        quantity=things.quantity_in(subject),
        urgent=words.urgent.search(message.folded) is not None,
        clear=missing is None,
        missing=missing,
        until=things.until_in(subject, found),
        guarded=unsafe_in(message, words.language),
        why=heard.why,
    )


def _missing(kind: str, what: str | None, when: When | None) -> str | None:
    if what is None:
        return "what"
    return "when" if kind in KINDS_BOUND_TO_A_TIME and when is None else None
