"""`cohive listen`: what a file of reviews says; prints the whole report, or writes it as JSON."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from cohive.bridges.review_files import read_reviews
from cohive.engine.listening.report import Text, report
from cohive.house.command import show
from cohive.house.computing.json_files import written
from cohive.house.computing.naming import name_of
from cohive.look import formats
from cohive.words.refusals import Refused

__all__ = ["run"]


def run(arguments: Namespace) -> int:
    """Read, listen, write or print; exit status 0. Every refusal names the file."""
    path = Path(arguments.file)
    columns = {
        part: name
        for part in ("text", "mark", "at", "group")
        if (name := getattr(arguments, f"{part}_column"))
    }
    texts = [
        Text(review.text, review.mark, review.at.date() if review.at else None, review.group)
        for review in read_reviews(path, columns=columns, field="file")
    ]
    if not texts:
        raise Refused("“%(file)s” holds no text.", field="file", file=name_of(path))
    found = report(texts, kind="post" if arguments.posts else "review")
    if arguments.out is None:
        show(written(found))
        return 0
    out = Path(arguments.out)
    if out.resolve() == path.resolve():
        raise Refused("Write the report to a file of its own.", field="out")
    try:
        out.write_text(written(found) + "\n", encoding="utf-8")
    except OSError as problem:
        raise Refused(
            "“%(file)s” cannot be written: %(problem)s.",
            field="out",
            file=name_of(out),
            problem=problem.strerror or str(problem),
        ) from problem
    for line in _page(found):
        show(line)
    return 0


def _page(found: dict[str, Any]) -> list[str]:
    heard = found["heard"]
    lines = [
        _("Texts: %(texts)s, copies folded: %(copies)s.")
        % {"texts": formats.number(found["texts"]), "copies": found["copies_folded"]},
        _("Heard as warm: %(warm)s, plain: %(plain)s, cross: %(cross)s, not told: %(undecided)s.")
        % {mood: formats.number(times) for mood, times in heard.items()},
    ]
    beside = found["beside_the_marks"]
    if beside is not None:
        lines.append(
            _(
                "Of %(answered)s answers beside a mark, %(part)s were right (%(low)s to %(high)s);"
                " always the same answer: %(majority)s."
            )
            % {
                "answered": formats.number(beside["answered"]),
                "part": formats.percent(beside["right_of_answered"]),
                "low": formats.percent(beside["low"]),
                "high": formats.percent(beside["high"]),
                "majority": formats.percent(beside["majority"]),
            }
        )
    return lines
