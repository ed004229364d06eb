"""Writing a study: all three files or none."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from cohive.engine.frames import write_frame
from cohive.house.study.findings import Findings
from cohive.house.study.record import as_json
from cohive.house.study.report import as_html
from cohive.words.refusals import Refused

__all__ = ["written"]

NAMES = ("frame.parquet", "study.json", "report.html")


def written(findings: Findings, folder: Path) -> tuple[Path, ...]:
    """Write frame.parquet, study.json and report.html; a study that stood there is replaced.

    Each is written under another name first, so that a reader never finds half of one. Raises
    Refused when the folder cannot be made or written.
    """
    report, record = as_html(findings), as_json(findings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any((folder / name).is_dir() for name in NAMES):
            raise IsADirectoryError
        # a folder of its own, made now: no link that waits under a known name is followed
        with TemporaryDirectory(prefix=".study-", dir=folder) as made:
            ahead = [Path(made) / name for name in NAMES]
            write_frame(findings.source.frame, ahead[0])
            ahead[1].write_text(record, encoding="utf-8")
            ahead[2].write_text(report, encoding="utf-8")
            for new in ahead:
                os.replace(new, folder / new.name)
    except OSError:
        raise Refused("%(folder)s cannot be written.", field="out", folder=str(folder)) from None
    return tuple(folder / name for name in NAMES)
