"""One message understood: the language, the act, and then the rest, which only an act deserves."""

from core.listening import things, times
from core.listening.acts import Heard, answers, hear
from core.listening.meaning import KINDS_BOUND_TO_A_TIME, Act, Context, Understanding, When
from core.listening.packs import Pack, languages, pack
from core.listening.text import Text, read

_BOTH = frozenset({Act.REQUEST, Act.OFFER})
_FALLBACK = "en"


def understand(text: str, context: Context) -> Understanding:
    """Return what is heard in `text`; the act is OTHER when it is neither request nor offer.

    Never raises, whatever the text; at most the first 2,000 characters are considered.
    """
    message = read(text)
    words = pack(_language_of(message, context.language))
    heard = hear(message, words, _BOTH)
    if heard.act is Act.OTHER:
        return Understanding(
            Act.OTHER, heard.score, words.language, answers=answers(message, words)
        )
    return _understood(message, heard, words, context)


def understand_as(act: Act, text: str, context: Context) -> Understanding:
    """Return `text` understood as `act` (score 1.0): its author said or corrected what it is."""
    message = read(text)
    words = pack(_language_of(message, context.language))
    if act is Act.OTHER:
        return Understanding(Act.OTHER, 1.0, words.language)
    heard = hear(message, words, frozenset({act}))
    sign = heard.sign if heard.act is act else None
    spoken = Heard(act, 1.0, heard.start, heard.end, sign)
    return _understood(message, spoken, words, context)


def find_when(text: str, context: Context) -> When | None:
    """Return the window of time said in `text`, whatever else it says."""
    message = read(text)
    words = pack(_language_of(message, context.language))
    now = context.now.astimezone(times.zone_named(context.time_zone))
    found = times.times_in(message, words.language, now)
    return found[0].when if found else None


def _language_of(message: Text, preferred: str) -> str:
    """Return the language whose everyday words are most in the message, else the preferred one."""
    known = languages()
    preferred = preferred.partition("-")[0].lower()
    base = preferred if preferred in known else _FALLBACK
    counts = {name: len(message.words & pack(name).common) for name in known}
    best = max(counts, key=lambda name: (counts[name], name == base))
    return best if counts[best] else base


def _understood(message: Text, heard: Heard, words: Pack, context: Context) -> Understanding:
    now = context.now.astimezone(times.zone_named(context.time_zone))
    found = times.times_in(message, words.language, now)
    spans = tuple((one.start, one.end) for one in found)
    subject = things.Subject(message, heard, words, spans)
    kind, what = things.subject_of(subject)
    when = times.best_time(found, subject.sentence, now)
    missing = _missing(kind, what, when)
    return Understanding(
        act=heard.act,
        score=heard.score,
        language=words.language,
        kind=kind,
        type=things.type_of(message, kind, context.types),
        what=what,
        when=when,
        where=things.where_in(subject),
        quantity=things.quantity_in(subject),
        urgent=words.urgent.search(message.folded) is not None,
        clear=missing is None,
        missing=missing,
        answers=answers(message, words),
        why=heard.why,
    )


def _missing(kind: str, what: str | None, when: When | None) -> str | None:
    if what is None:
        return "what"
    return "when" if kind in KINDS_BOUND_TO_A_TIME and when is None else None
