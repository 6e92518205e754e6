"""How well and how fast listening hears, over the project's own corpus.

Run with `python -m bench.listening`. Prints precision and recall per language and act, what was
missed by category, false alarms per thousand, and the time one message takes. The corpus was
written for this project; other people's messages, which the goals are about, are measured with
`karmyq understand`.
"""

import json
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.listening import Act, Context, understand, understand_all, warm
from core.listening.crisis import check

CORPUS = Path(__file__).parent.parent / "tests" / "core" / "listening"
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
ROUNDS = 5
LONG = "does anyone have a drill, and from 3 to 5 " * 240


@dataclass
class Measured:
    """What was heard of one language's messages: counts by label and act, misses, seconds each."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)


def lines(path: Path) -> list[dict[str, str]]:
    """Return label, category and text of each line of a corpus file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measure(language: str, corpus: list[dict[str, str]]) -> Measured:
    """Understand every message of `corpus`, `ROUNDS` times for the clock."""
    measured, context = Measured(), Context(NOW, language=language)
    for line in corpus:
        understand(line["text"], context)
    for line in corpus:
        took = [_seconds(line["text"], context) for _ in range(ROUNDS)]
        heard = understand(line["text"], context).act
        measured.counts[line["label"], str(heard)] += 1
        measured.seconds.append(min(took))
        if line["label"] != Act.OTHER and heard != line["label"]:
            measured.missed[f"{line['label']} {line.get('category', 'any')}"] += 1
    return measured


def _seconds(text: str, context: Context) -> float:
    """Return what a message costs in a room: the look for an emergency, and every post in it."""
    begun = time.process_time()
    check(text, context.language)
    understand_all(text, context)
    return time.process_time() - begun


def report(language: str, measured: Measured) -> None:
    """Print the figures of one language."""
    counts, seconds = measured.counts, sorted(measured.seconds)
    print(f"{language}: {len(seconds)} messages")
    for act in ("request", "offer"):
        right = counts[act, act]
        heard = sum(n for (_, said), n in counts.items() if said == act)
        meant = sum(n for (label, _), n in counts.items() if label == act)
        print(f"  {act:8} precision {right / heard:.3f}  recall {right / meant:.3f}  of {meant}")
    false = sum(n for (label, said), n in counts.items() if label == "other" != said)
    chatter = sum(n for (label, _), n in counts.items() if label == "other")
    print(f"  false alarms {false} of {chatter} (chatter written to look like asking)")
    if measured.missed:
        print("  missed:", ", ".join(f"{what} {n}" for what, n in measured.missed.most_common(6)))
    median, p99 = statistics.median(seconds), seconds[int(len(seconds) * 0.99)]
    print(f"  time median {median * 1e6:.0f} us (goal 200), p99 {p99 * 1e6:.0f} us (goal 1000)")


def main() -> None:
    """Measure the start, every corpus there is, and one message of 10,000 characters."""
    begun = time.process_time()
    warm()
    print(f"start: {time.process_time() - begun:.2f} s of processor time for all languages")
    for path in sorted(CORPUS.glob("corpus_*.jsonl")):
        language = path.stem.removeprefix("corpus_")
        report(language, measure(language, lines(path)))
    took = min(_seconds(LONG, Context(NOW)) for _ in range(ROUNDS))
    print(f"{len(LONG)} characters: {took * 1e3:.1f} ms (goal 20)")


if __name__ == "__main__":
    main()
