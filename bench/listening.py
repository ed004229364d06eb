"""How well moods are heard: `python -m bench.listening [FOLDER] [--peer]`.

FOLDER holds the two public review sets (online_shopping_10_cats.zip, waimai_10k.csv.gz). Prints
the table of docs/listening.md: by category how many texts got an answer, how many were right with
Wilson's range, what always the same answer would get, how right each degree of sureness was. With
`--peer`, SnowNLP beside it (install it yourself: `pip install snownlp`; it takes eight minutes).
"""

from __future__ import annotations

import sys
import time
from collections import Counter, defaultdict
from importlib import import_module
from pathlib import Path

from cohive.bridges.review_files import Review, read_reviews
from cohive.engine.intervals import wilson
from cohive.engine.listening.moods import Heard, Mood
from cohive.engine.listening.sentiment import hear

FILES = ("online_shopping_10_cats.zip", "waimai_10k.csv.gz")
ANSWERS = (Mood.WARM, Mood.CROSS)
STEPS = (0.25, 0.5, 0.7, 0.85, 0.95, 1.01)
HALF = 0.5


def main(arguments: list[str]) -> None:
    """Measure and print."""
    with_peer = "--peer" in arguments
    folders = [each for each in arguments if not each.startswith("--")]
    folder = Path(folders[0]) if folders else Path("../shared/data/listening")
    reviews = [
        review for name in FILES for review in read_reviews(folder / name, columns={}, field="file")
    ]
    begin = time.perf_counter()
    heard = [hear(review.text, "zh") for review in reviews]
    seconds = time.perf_counter() - begin
    print(f"{len(reviews)} reviews in {seconds:.1f} s")
    peer = _peer(reviews) if with_peer else None
    groups: dict[str, list[int]] = defaultdict(list)
    for place, review in enumerate(reviews):
        groups[review.group or "外卖"].append(place)
        groups["all"].append(place)
    for name, places in groups.items():
        print(_line(name, places, reviews, heard, peer))
    _confusion(reviews, heard)
    _calibration(reviews, heard)


def _line(
    name: str,
    places: list[int],
    reviews: list[Review],
    heard: list[Heard],
    peer: list[float] | None,
) -> str:
    marks = [bool(reviews[place].mark) for place in places]
    praise = sum(marks)
    answered = [place for place in places if heard[place].mood in ANSWERS]
    right = sum((heard[p].mood is Mood.WARM) == bool(reviews[p].mark) for p in answered)
    found = wilson(right, len(answered))
    forced = sum(
        HALF if heard[p].score == 0 else float((heard[p].score > 0) == bool(reviews[p].mark))
        for p in places
    )
    cells = [
        name, f"{len(places)}", f"{max(praise, len(places) - praise) / len(places):.1%}",
        f"{len(answered) / len(places):.1%}",
        f"{found.middle:.1%} ({found.low:.1%} to {found.high:.1%})",
        f"{forced / len(places):.1%}",
    ]  # fmt: skip
    if peer is not None:
        hits = sum((peer[p] > HALF) == bool(reviews[p].mark) for p in places)
        both = sum((peer[p] > HALF) == bool(reviews[p].mark) for p in answered)
        cells += [f"{hits / len(places):.1%}", f"{both / len(answered):.1%}"]
    return "| " + " | ".join(cells) + " |"


def _confusion(reviews: list[Review], heard: list[Heard]) -> None:
    table = Counter((bool(r.mark), h.mood.value) for r, h in zip(reviews, heard, strict=True))
    for is_praise in (True, False):
        print("praise" if is_praise else "complaint",
              {mood.value: table[is_praise, mood.value] for mood in Mood})  # fmt: skip


def _calibration(reviews: list[Review], heard: list[Heard]) -> None:
    low = 0.0
    for high in STEPS:
        inside = [
            (h.score > 0) == bool(r.mark)
            for r, h in zip(reviews, heard, strict=True)
            if low <= abs(h.score) < high and h.score
        ]
        if inside:
            found = wilson(sum(inside), len(inside))
            print(f"sure {low:.2f} to {high:.2f}: {len(inside)} texts, {found.middle:.1%} right")
        low = high


def _peer(reviews: list[Review]) -> list[float]:
    snow = import_module("snownlp").SnowNLP
    begin = time.perf_counter()
    found = [float(snow(review.text).sentiments) for review in reviews]
    print(f"SnowNLP: {time.perf_counter() - begin:.0f} s")
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
