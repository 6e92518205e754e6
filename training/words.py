"""Learn what words alone say of a message (core/listening/words.py), from the project's own sentences.

Run with `make words`. Reads the corpora, the chatter and the emergencies of tests/core/listening, all written for this
project, and writes core/listening/packs/words. The same sentences give the same weights: multinomial logistic
regression with a ridge, going down the slope from zero, without any chance.

With --figures it only tells how well sentences are heard that it was not taught: a fifth of them at a time is left out.
"""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.listening.acts import NOTE, NOTHING, UNTAUGHT, Heard, hear
from core.listening.crisis_words import CrisisKind
from core.listening.lines import line_of
from core.listening.meaning import Act
from core.listening.opinion import by_weights, weighed
from core.listening.packs import pack
from core.listening.text import read
from core.listening.words import SCALE, features

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "tests" / "core" / "listening"
WEIGHTS = ROOT / "core" / "listening" / "packs" / "words"
#: Which sentences the weights were learned from, so that nobody forgets to learn anew.
LEARNED_FROM = WEIGHTS / "learned-from.txt"

LANGUAGES = ("en", "es")
#: The first is what stands when none of the others does.
ACTS = ("other", "request", "offer")
CRISES = ("none", *map(str, CrisisKind))
LABELS = {"acts": ACTS, "crisis": CRISES}

#: A word or pair is learned when so many messages have it.
RARE = 3
#: The ridge: how much a weight costs, for each message learned from.
RIDGE = 1 / 8
STEPS = 400
FOLDS = 5
BOTH = frozenset({Act.REQUEST, Act.OFFER})

Floats = NDArray[np.float64]
Labelled = tuple[str, str]
Table = dict[str, tuple[int, ...]]


def sentences(what: str, language: str) -> list[Labelled]:
    """Return label and text of every sentence of our own about a question in a language, each once."""
    said = list(_corpus(language))
    if what == "crisis":
        said = [*_emergencies(language), *(("none", text) for _, text in said)]
    return [(label, text) for text, label in {text: label for label, text in said[::-1]}.items()]


def _corpus(language: str) -> Iterator[Labelled]:
    for path in sorted(SENTENCES.glob(f"*_{language}.jsonl")):
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        yield from ((row["label"], row["text"]) for row in rows)
    talk = SENTENCES / f"chatter_{language}.txt"
    yield from (("other", text) for text in talk.read_text(encoding="utf-8").splitlines())


def _emergencies(language: str) -> Iterator[Labelled]:
    for path in sorted((SENTENCES / "crisis").glob(f"{language}_*.txt")):
        for row in path.read_text(encoding="utf-8").splitlines():
            if row and not row.startswith("#"):
                kind, _, text = row.partition("|")
                yield "none" if kind.strip() == "-" else kind.strip(), text.strip()


@dataclass(frozen=True, slots=True)
class Taught:
    """Messages as rows of known features: feature `columns[k]` stands in message `rows[k]`, with a share of it."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    shares: Floats
    count: int

    def times(self, weights: Floats) -> Floats:
        """Return what the features of each message add up to."""
        return _gathered(self.rows, self.shares[:, None] * weights[self.columns], self.count)

    def back(self, errors: Floats, width: int) -> Floats:
        """Return what the errors of the messages say to each feature."""
        return _gathered(self.columns, self.shares[:, None] * errors[self.rows], width)


def _gathered(where: NDArray[np.int64], parts: Floats, count: int) -> Floats:
    return np.stack([np.bincount(where, part, count) for part in parts.T], axis=1)


def learned(taught: Sequence[Labelled], labels: Sequence[str]) -> Table:
    """Return for every known word and pair what it says for each label but the first, in hundredths."""
    messages = [features(read(text).folded) for _, text in taught]
    counts = Counter(feature for message in messages for feature in message)
    known = {name: at for at, name in enumerate(sorted(n for n, c in counts.items() if c >= RARE))}
    truth = np.eye(len(labels))[[labels.index(label) for label, _ in taught]]
    weights, bias = _fitted(_placed(messages, known), truth, len(known))
    rows = np.vstack([bias, weights])
    rounded = np.rint(SCALE * (rows[:, 1:] - rows[:, :1])).astype(int).tolist()
    table = {name: tuple(row) for name, row in zip(["", *known], rounded, strict=True)}
    return {name: row for name, row in table.items() if any(row) or not name}


def _placed(messages: Sequence[frozenset[str]], known: dict[str, int]) -> Taught:
    inside = [sorted(known[one] for one in message if one in known) for message in messages]
    sizes = np.array([len(one) for one in inside])
    rows = np.repeat(np.arange(len(inside)), sizes)
    columns = np.array([at for one in inside for at in one], dtype=np.int64)
    return Taught(rows, columns, (1 / np.sqrt(sizes + 1))[rows], len(inside))


def _fitted(messages: Taught, truth: Floats, width: int) -> tuple[Floats, Floats]:
    """Go down the slope of the error with Nesterov's momentum, each weight by as much as can never be too far."""
    weights, bias = np.zeros((width, truth.shape[1])), np.zeros(truth.shape[1])
    weight_steps, bias_step = _steps(messages, width)
    before, bias_before = weights, bias
    for step in range(STEPS):
        ahead = weights + step / (step + 3) * (weights - before)
        bias_ahead = bias + step / (step + 3) * (bias - bias_before)
        errors = _odds(messages.times(ahead) + bias_ahead) - truth
        before, bias_before = weights, bias
        weights = ahead - weight_steps * (messages.back(errors, width) + RIDGE * ahead)
        bias = bias_ahead - bias_step * errors.sum(axis=0)
    return weights, bias


def _steps(messages: Taught, width: int) -> tuple[Floats, float]:
    """Return how far each weight may go at once: the less, the more others stand beside it."""
    beside = 1 + np.bincount(messages.rows, messages.shares, messages.count)
    steep = np.bincount(messages.columns, messages.shares * beside[messages.rows], width) / 2
    return 1 / (steep + RIDGE)[:, None], 2 / float(beside.sum())


def _odds(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def figures(language: str) -> None:
    """Print what is heard of sentences that were left out, by the rules, by the words alone, and by both."""
    every, said = sentences("acts", language), Counter[tuple[str, str, str]]()
    for fold in range(FOLDS):
        table = learned([one for at, one in enumerate(every) if at % FOLDS != fold], ACTS)
        for label, text in every[fold::FOLDS]:
            for who, heard in _heard(text, language, table).items():
                said[who, label, str(heard.act) if heard.score >= NOTE else "other"] += 1
    for who in ("rules", "words", "both"):
        false = sum(said[who, "other", act] for act in ACTS[1:])
        told = "  ".join(_told(act, who, said) for act in ACTS[1:])
        print(f"{language} {who:5}  {told}  of {_of('other', who, said)} others {false}")


def _heard(text: str, language: str, table: Table) -> dict[str, Heard]:
    message, words = read(text), pack(language)
    rules = hear(message, line_of(message, words.reading), words, BOTH)
    opinion = by_weights(table, message.folded)
    alone = weighed(NOTHING, opinion, UNTAUGHT)
    return {"rules": rules, "words": alone, "both": weighed(rules, opinion, UNTAUGHT)}


def _told(act: str, who: str, said: Counter[tuple[str, str, str]]) -> str:
    right = said[who, act, act]
    heard = sum(said[who, label, act] for label in ACTS)
    return f"{act}s {right / heard:.3f}/{right / _of(act, who, said):.3f}"


def _of(label: str, who: str, said: Counter[tuple[str, str, str]]) -> int:
    return sum(said[who, label, heard] for heard in ACTS)


def digest(taught: Sequence[Labelled]) -> str:
    """Return what tells these sentences from all others."""
    return hashlib.sha256(json.dumps(taught).encode()).hexdigest()


def main() -> None:
    """Learn every language, and write or, with --figures, only tell."""
    if "--figures" in sys.argv:
        for language in LANGUAGES:
            figures(language)
        return
    digests: list[str] = []
    for what, language in product(LABELS, LANGUAGES):
        taught, name = sentences(what, language), f"{what}_{language}"
        table = learned(taught, LABELS[what])
        rows = ("\t".join((word, *map(str, row))) for word, row in table.items())
        (WEIGHTS / f"{name}.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        digests.append(f"{name} {digest(taught)}\n")
    LEARNED_FROM.write_text("".join(digests), encoding="utf-8")


if __name__ == "__main__":
    main()
