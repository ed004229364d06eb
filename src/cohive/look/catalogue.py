"""The translations: `python -m cohive.look.catalogue {extract,merge,compile,check}`.

`extract` prints how many sentences there are; `merge` brings the extracted sentences and the
translations of `locale-parts/*.po` into the catalogue of Simplified Chinese; `compile` writes its
`.mo` (never committed); `check` lists what is untranslated, uncertain or has other places than its
English, and exits 1. Rooms never edit the catalogue: they add a part and merge.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from cohive.look.raw_text import raw_text
from cohive.look.sentences import read

PACKAGE = Path(__file__).parents[1]
ROOT = PACKAGE.parents[1]
MAPPING = ROOT / "babel.cfg"
PARTS = ROOT / "locale-parts"
LOCALE = "zh_Hans"
FILE = Path(__file__).parent / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
UNTRANSLATED_PAGES = frozenset({"components.html"})
"""Pages for development only."""
PLACE = re.compile(r"%\((\w+)\)[sd]")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


HEADER = """# Simplified Chinese, by `python -m cohive.look.catalogue merge`: see look/README.md.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a sentence, and where it stands."""

    where: str
    sentence: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}: {self.sentence!r}"


def extracted() -> Catalog:
    """Every sentence of the code and the templates, with the files it stands in."""
    with MAPPING.open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog(project="Cohive", charset="utf-8")
    for name, line, message, comments, context in extract_from_dir(
        PACKAGE, methods, options, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        where = [(f"src/cohive/{name}", line)]
        catalogue.add(message, None, where, auto_comments=comments, context=context)
    return catalogue


def translated() -> Catalog:
    """The catalogue of Simplified Chinese as it is committed."""
    if not FILE.exists():
        return Catalog(locale=LOCALE, project="Cohive", charset="utf-8")
    with FILE.open("rb") as file:
        return read_po(file, locale=LOCALE)


def merge() -> list[str]:
    """Bring code and parts into the catalogue; return what in the parts needs a look."""
    source, catalogue = extracted(), translated()
    catalogue.update(source, no_fuzzy_matching=True)
    remarks: list[str] = []
    said: dict[tuple[object, object], tuple[str, object]] = {}
    for part in sorted(PARTS.glob("*.po")):
        with part.open("rb") as file:
            entries = read_po(file, locale=LOCALE)
        for entry in entries:
            if entry.id and _filled(entry):
                remarks += _take(catalogue, entry, part.name, said)
    with FILE.open("wb") as file:
        file.write(HEADER.encode())
        write_po(
            file,
            catalogue,
            width=99,
            omit_header=True,  # Babel's own holds the hour and placeholders for names
            ignore_obsolete=True,
            include_lineno=False,
            sort_by_file=True,
        )
    return remarks


def _take(
    catalogue: Catalog,
    entry: Message,
    part: str,
    said: dict[tuple[object, object], tuple[str, object]],
) -> list[str]:
    """Put one translation of a part into the catalogue."""
    known = catalogue.get(entry.id, entry.context)
    if known is None:
        return [f"{part}: no sentence reads {entry.id!r}"]
    key = (known.id, known.context)
    before = said.get(key)
    if before and before[1] != entry.string:
        return [f"{part}: {entry.id!r} is translated otherwise in {before[0]}"]
    said[key] = (part, entry.string)
    strings = _strings(entry)
    known.string = strings if isinstance(known.id, tuple | list) else strings[0]
    known.flags.discard("fuzzy")
    return []


def faults() -> list[Fault]:
    """Everything that stands between a Chinese reader and a whole page."""
    catalogue = translated()
    found: list[Fault] = []
    for message in extracted():
        if message.id:
            what = _fault(message, catalogue.get(message.id, message.context))
            if what:
                where = message.locations[0][0] if message.locations else ""
                found.append(Fault(where, str(message.id), what))
    return [*found, *_unreadable(), *_raw()]


def _fault(source: Message, known: Message | None) -> str:
    if known is None or not _filled(known):
        return "not translated"
    if known.fuzzy:
        return "uncertain (fuzzy)"
    english = source.id[-1] if isinstance(source.id, tuple | list) else source.id
    for string in _strings(known):
        if set(PLACE.findall(string)) != set(PLACE.findall(english)):
            return "other places than in English"
        if _formats(english) and not _formats(string):
            return "a bare percent sign (write %%)"
    return ""


def _filled(message: Message) -> bool:
    strings = _strings(message)
    return bool(strings) and all(strings)


def _strings(message: Message) -> tuple[str, ...]:
    """All forms of a translation: one, or one for each plural."""
    if isinstance(message.string, tuple | list):
        return tuple(string or "" for string in message.string)
    return (message.string or "",)


def _formats(text: str) -> bool:
    try:
        text % dict.fromkeys(PLACE.findall(text), 1)
    except (ValueError, TypeError, KeyError):
        return False
    return True


def _unreadable() -> Iterator[Fault]:
    for file in sorted(PACKAGE.rglob("*.py")):
        _found, unreadable = read(file.read_text(encoding="utf-8"), file)
        for entry in unreadable:
            where = f"{file.relative_to(ROOT)}:{entry.line}"
            yield Fault(where, entry.what, "a sentence that cannot be read from the source")


def _raw() -> Iterator[Fault]:
    for file in sorted(PACKAGE.glob("*/templates/**/*.html")):
        if file.name not in UNTRANSLATED_PAGES:
            for text in raw_text(file.read_text(encoding="utf-8")):
                yield Fault(str(file.relative_to(ROOT)), text, "text outside _()")


def compile_catalogue() -> int:
    """Write the `.mo` beside the catalogue; returns how many sentences it holds."""
    catalogue = translated()
    with FILE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return len(catalogue)


def _run_extract() -> int:
    print(f"{len(extracted())} sentences")  # noqa: T201 - this is its command line
    return 0


def _run_merge() -> int:
    for remark in merge():
        print(remark, file=sys.stderr)  # noqa: T201 - the same
    return 0


def _run_compile() -> int:
    compile_catalogue()
    return 0


def _run_check() -> int:
    found = faults()
    for fault in found:
        print(fault, file=sys.stderr)  # noqa: T201 - the same
    return 1 if found else 0


COMMANDS: dict[str, Callable[[], int]] = {
    "extract": _run_extract,
    "merge": _run_merge,
    "compile": _run_compile,
    "check": _run_check,
}


def main(arguments: list[str]) -> int:
    """Run one command; exit status 2 for a wrong one."""
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        print(f"one of: {', '.join(COMMANDS)}", file=sys.stderr)  # noqa: T201 - the same
        return 2
    return COMMANDS[arguments[0]]()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
