"""Writing a study: all three files or none, and never over what is not a study."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

from cohive.engine.frames import Frame, write_frame
from cohive.house.study.findings import Findings
from cohive.house.study.names import is_text
from cohive.house.study.record import RECORD_MARK, as_json
from cohive.house.study.report import REPORT_MARK, as_html
from cohive.words.refusals import Refused

__all__ = ["check_folder", "written"]

RECORD, REPORT, TABLE = NAMES = ("study.json", "report.html", "frame.parquet")
"""In the order in which they take their places: the record says that the others are ours."""
MARK_BYTES_MAX = 1_000
"""So near the beginning our mark stands."""


def check_folder(folder: str) -> Path:
    """The folder of this name, if a study may be written there; asked before the long work.

    Raises Refused for no name, and where a file stands that a study would replace and no study
    wrote.
    """
    if not folder:
        raise Refused("Say which folder the study goes to: --out has no name.", field="out")
    foreign = _foreign(Path(folder))
    if foreign:
        raise Refused(
            "In %(folder)s stands a %(file)s that no study wrote, and a study would replace it."
            " Choose another folder.",
            field="out",
            folder=folder,
            file=foreign,
        )
    return Path(folder)


def written(findings: Findings, folder: Path) -> tuple[Path, ...]:
    """Write frame.parquet, study.json and report.html; a study that stood there is replaced.

    Each is written under another name first, so that a reader never finds half of one. Raises
    Refused when the folder cannot be made or written, or holds what is not ours.
    """
    report, record = as_html(findings), as_json(findings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # a folder of its own, made now: no link that waits under a known name is followed
        with TemporaryDirectory(prefix=".study-", dir=folder) as made:
            ahead = {name: Path(made) / name for name in NAMES}
            ahead[RECORD].write_text(record, encoding="utf-8")
            ahead[REPORT].write_text(report, encoding="utf-8")
            _write_table(findings.source.frame, ahead[TABLE])
            check_folder(str(folder))
            for name in NAMES:
                os.replace(ahead[name], folder / name)
    except OSError:
        raise Refused("%(folder)s cannot be written.", field="out", folder=str(folder)) from None
    return tuple(folder / name for name in (TABLE, RECORD, REPORT))


def _write_table(frame: Frame, path: Path) -> None:
    """The table, also into a folder whose name is not UTF-8, which its writer cannot take."""
    if is_text(path):
        write_frame(frame, path)
        return
    with TemporaryDirectory(prefix="study-") as plain:
        write_frame(frame, Path(plain) / TABLE)
        shutil.copyfile(Path(plain) / TABLE, path)


def _foreign(folder: Path) -> str | None:
    """The first file in the place of ours that no study wrote; the record speaks for the others."""
    if _begins(folder / RECORD, RECORD_MARK):
        doubtful = [name for name in (REPORT, TABLE) if not _is_file(folder / name)]
    elif _begins(folder / REPORT, f'<meta name="generator" content="{REPORT_MARK}"'):
        doubtful = [RECORD, TABLE]
    else:
        doubtful = list(NAMES)
    return next((name for name in doubtful if os.path.lexists(folder / name)), None)


def _is_file(path: Path) -> bool:
    """A file itself, not a link to one."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _begins(path: Path, mark: str) -> bool:
    """Whether a file of ours stands there: a regular one with our mark near its beginning."""
    if not _is_file(path):
        return False
    try:
        with path.open("rb") as file:
            return mark.encode() in file.read(MARK_BYTES_MAX)
    except OSError:
        return False
