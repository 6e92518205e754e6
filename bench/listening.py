"""How well and how fast listening hears, over the project's own corpus.

Run with `python -m bench.listening`. Prints precision and recall per language and act, and the
time one message takes.
"""

import statistics
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from core.listening import Context, understand

CORPUS = Path(__file__).parent.parent / "tests" / "core" / "listening"
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
ROUNDS = 5


def lines(path: Path) -> list[tuple[str, str]]:
    """Return label and text of each line of a corpus file."""
    read = path.read_text(encoding="utf-8").splitlines()
    parts = (line.partition("\t") for line in read if not line.startswith("#"))
    return [(label, text) for label, _, text in parts]


def measure(
    language: str, corpus: list[tuple[str, str]]
) -> tuple[Counter[tuple[str, str]], list[float]]:
    """Return how often each label was heard as what, and the seconds each message took."""
    context = Context(NOW, language=language)
    understand("warm up, anyone?", context)
    counts, seconds = Counter[tuple[str, str]](), []
    for label, text in corpus:
        took = []
        for _ in range(ROUNDS):
            begun = time.perf_counter()
            heard = understand(text, context)
            took.append(time.perf_counter() - begun)
        counts[label, str(heard.act)] += 1
        seconds.append(min(took))
    return counts, sorted(seconds)


def report(language: str, counts: Counter[tuple[str, str]], seconds: list[float]) -> None:
    """Print the figures of one language."""
    total = len(seconds)
    print(f"{language}: {total} messages")
    for act in ("request", "offer"):
        right = counts[act, act]
        heard = sum(n for (_, said), n in counts.items() if said == act)
        meant = sum(n for (label, _), n in counts.items() if label == act)
        print(f"  {act:8} precision {right / heard:.3f}  recall {right / meant:.3f}  of {meant}")
    false = sum(n for (label, said), n in counts.items() if label == "other" != said)
    chatter = sum(n for (label, _), n in counts.items() if label == "other")
    print(f"  false alarms {false} of {chatter}")
    median, p99 = statistics.median(seconds), seconds[int(total * 0.99)]
    print(f"  time median {median * 1e6:.0f} us, p99 {p99 * 1e6:.0f} us")


def main() -> None:
    """Measure every corpus there is."""
    for path in sorted(CORPUS.glob("corpus_*.tsv")):
        language = path.stem.removeprefix("corpus_")
        report(language, *measure(language, lines(path)))


if __name__ == "__main__":
    main()
