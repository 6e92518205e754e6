"""Learn what words alone say of a message (core/listening/opinion.py), from the project's own sentences.

Run with `make opinion`. Reads the corpus and the chatter of tests/core/listening, all written for this project, and
writes core/listening/packs/opinion/<language>.tsv. The same sentences give the same weights: multinomial logistic
regression with a ridge, by gradient descent with momentum, from zero, without any chance.

With --figures it only tells how well sentences are heard that it was not taught: a fifth of them at a time is left out.
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.listening.acts import NOTE, NOTHING, UNTAUGHT, Heard, hear
from core.listening.lines import line_of
from core.listening.meaning import Act
from core.listening.opinion import SCALE, by_weights, features, weighed
from core.listening.packs import pack
from core.listening.text import read

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "tests" / "core" / "listening"
WEIGHTS = ROOT / "core" / "listening" / "packs" / "opinion"
LANGUAGES = ("en", "es")

LABELS = ("other", "request", "offer")
#: A word or pair is learned when so many messages have it.
RARE = 3
#: The ridge: how much a weight costs, for each message learned from.
RIDGE = 1 / 8
STEPS = 1000
FOLDS = 5
BOTH = frozenset({Act.REQUEST, Act.OFFER})

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentences:
    """Messages as rows of known features: feature `columns[k]` stands in message `rows[k]`, with a share of it."""

    rows: NDArray[np.int64]
    columns: NDArray[np.int64]
    shares: Floats
    count: int

    def times(self, weights: Floats) -> Floats:
        """Return what the features of each message add up to."""
        parts = self.shares[:, None] * weights[self.columns]
        return _gathered(self.rows, parts, self.count)

    def back(self, errors: Floats, width: int) -> Floats:
        """Return what the errors of the messages say to each feature."""
        return _gathered(self.columns, self.shares[:, None] * errors[self.rows], width)


def _gathered(where: NDArray[np.int64], parts: Floats, count: int) -> Floats:
    columns = [np.bincount(where, part, count) for part in parts.T]
    return np.stack(columns, axis=1)


def sentences(language: str) -> list[tuple[str, str]]:
    """Return label and text of every sentence of our own in a language."""
    corpus = SENTENCES / f"corpus_{language}.jsonl"
    rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").splitlines()]
    chatter = SENTENCES / f"chatter_{language}.txt"
    talk = chatter.read_text(encoding="utf-8").splitlines()
    return [*((row["label"], row["text"]) for row in rows), *(("other", text) for text in talk)]


def learned(taught: list[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Return for every known word and pair what it says for a request and for an offer, in hundredths."""
    read_in = [frozenset(features(read(text).folded)) for _, text in taught]
    counts = Counter(feature for message in read_in for feature in message)
    known = {name: at for at, name in enumerate(sorted(n for n, c in counts.items() if c >= RARE))}
    labels = np.array([LABELS.index(label) for label, _ in taught])
    weights, bias = _fitted(_placed(read_in, known), np.eye(len(LABELS))[labels], len(known))
    rows = np.rint(SCALE * (np.vstack([bias, weights])[:, 1:] - np.vstack([bias, weights])[:, :1]))
    table = {name: (int(row[0]), int(row[1])) for name, row in zip(["", *known], rows, strict=True)}
    return {name: row for name, row in table.items() if any(row) or not name}


def _placed(messages: list[frozenset[str]], known: dict[str, int]) -> Sentences:
    inside = [sorted(known[one] for one in message if one in known) for message in messages]
    sizes = np.array([len(one) for one in inside])
    rows = np.repeat(np.arange(len(inside)), sizes)
    columns = np.array([at for one in inside for at in one], dtype=np.int64)
    return Sentences(rows, columns, (1 / np.sqrt(sizes + 1))[rows], len(inside))


def _fitted(messages: Sentences, truth: Floats, width: int) -> tuple[Floats, Floats]:
    """Go down the slope of the error with Nesterov's momentum, each weight by as much as can never be too far."""
    weights, bias = np.zeros((width, len(LABELS))), np.zeros(len(LABELS))
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


def _steps(messages: Sentences, width: int) -> tuple[Floats, float]:
    """Return how far each weight may go at once: the less, the more others stand beside it."""
    beside = 1 + np.bincount(messages.rows, messages.shares, messages.count)
    steep = np.bincount(messages.columns, messages.shares * beside[messages.rows], width) / 2
    return 1 / (steep + RIDGE)[:, None], 2 / float(beside.sum())


def _odds(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True))


def figures(language: str) -> None:
    """Print what is heard of sentences that were left out, by the rules, by the words alone, and by both."""
    every, said = sentences(language), Counter[tuple[str, str, str]]()
    for fold in range(FOLDS):
        table = learned([one for at, one in enumerate(every) if at % FOLDS != fold])
        for label, text in every[fold::FOLDS]:
            for who, heard in _heard(text, language, table).items():
                said[who, label, str(heard.act) if heard.score >= NOTE else "other"] += 1
    for who in ("rules", "words", "both"):
        false = sum(said[who, "other", act] for act in LABELS[1:])
        told = "  ".join(_told(act, who, said) for act in LABELS[1:])
        print(f"{language} {who:5}  {told}  of {_of('other', who, said)} others {false}")


def _heard(text: str, language: str, table: dict[str, tuple[int, int]]) -> dict[str, Heard]:
    message, words = read(text), pack(language)
    rules = hear(message, line_of(message, words.reading), words, BOTH)
    opinion = by_weights(table, message.folded)
    alone = weighed(NOTHING, opinion, UNTAUGHT)
    return {"rules": rules, "words": alone, "both": weighed(rules, opinion, UNTAUGHT)}


def _told(act: str, who: str, said: Counter[tuple[str, str, str]]) -> str:
    right = said[who, act, act]
    heard = sum(said[who, label, act] for label in LABELS)
    return f"{act}s {right / heard:.3f}/{right / _of(act, who, said):.3f}"


def _of(label: str, who: str, said: Counter[tuple[str, str, str]]) -> int:
    return sum(said[who, label, heard] for heard in LABELS)


def main() -> None:
    """Learn every language, and write or, with --figures, only tell."""
    for language in LANGUAGES:
        if "--figures" in sys.argv:
            figures(language)
            continue
        rows = (
            f"{word}\t{one}\t{two}" for word, (one, two) in learned(sentences(language)).items()
        )
        (WEIGHTS / f"{language}.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
