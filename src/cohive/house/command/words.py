"""The words of the command line and their options; no Django, so that --help is quick."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Callable

COUNTING_METHODS = (
    "score",
    "approval",
    "plurality",
    "irv",
    "stv-scottish",
    "schulze",
    "greedy-pb",
    "equal-shares",
)
SCORE_RULES = ("mean", "trimmed", "calibrated")
STUDY_KINDS = (
    "git",
    "git-export",
    "zulip",
    "stack-exchange",
    "discord",
    "open-collective",
    "designs",
    "cascades",
    "mail",
    "csv",
    "frame",
)
"""As written here, since loading the importers to ask them would make --help slow."""
BOOKS_FORMATS = ("beancount", "csv", "xlsx")
SIMULATED_REGIMES = ("fan", "community", "army")
HOME_HELP = "the place's folder (default: $COHIVE_HOME, else ./home)"


def whole_number(text: str) -> int:
    """A number as an option; Python itself would also read 1_0, and digits of every script."""
    if not re.fullmatch(r"-?\d{1,40}", text, re.ASCII):
        raise ArgumentTypeError(f"“{text}” is no whole number")
    return int(text)


def whole_number_within(least: int, most: int) -> Callable[[str], int]:
    """A number as an option that has its bounds, said before any folder is touched."""

    def read(text: str) -> int:
        value = whole_number(text)
        if not least <= value <= most:
            raise ArgumentTypeError(f"give a whole number from {least} to {most}, not {value}")
        return value

    return read


def parser() -> ArgumentParser:
    """All commands."""
    whole = ArgumentParser(prog="cohive", description="A brand run as a community economy.")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")
    _running(commands)
    _importing(commands)
    _money(commands)
    _books(commands)
    _computing(commands)
    return whole


def _add(
    commands: _SubParsersAction[ArgumentParser],
    name: str,
    text: str,
    module: str = "",
    *,
    with_home: bool = True,
) -> ArgumentParser:
    command = commands.add_parser(name, help=text, description=text)
    if with_home:
        command.add_argument("--home", help=HOME_HELP)
    command.set_defaults(module=module or name.replace("-", "_"))
    return command


def _running(commands: _SubParsersAction[ArgumentParser]) -> None:
    init = _add(commands, "init", "make a place of your own; asks for what you leave out")
    init.add_argument("--name", help="what the place is called")
    init.add_argument("--languages", help="en, zh-hans, or both with a comma; the first leads")
    init.add_argument("--currency", help="three letters, such as EUR")
    init.add_argument("--tax-name", help="such as VAT")
    init.add_argument("--tax-percent", help="such as 21; 0 for none")
    init.add_argument("--template", help="label, apparel or customers")
    init.add_argument("--steward-email", help="the first steward's e-mail address")
    init.add_argument("--steward-name", help="what the first steward is called here")
    serve = _add(commands, "serve", "run the place: web pages and background work")
    serve.add_argument("--port", type=whole_number, default=8000, help="default 8000")
    serve.add_argument("--host", default="127.0.0.1", help="default 127.0.0.1")
    serve.add_argument("--demo", action="store_true", help="make the demo place first if missing")
    _add(commands, "work", "only the background work (serve runs it too)")
    _add(commands, "demo", "make the demo place: Night Ferry 夜渡")
    _simulating(commands)
    _add(commands, "migrate", "bring the database to this version")
    verify = _add(commands, "verify", "prove that nothing was changed; exit status 1 on a fault")
    verify.add_argument("--quiet", action="store_true", help="print faults only")
    _keeping(commands)
    check = _add(commands, "check", "look at the settings before going public")
    check.add_argument("--deploy", action="store_true", help="as for a public address")


def _keeping(commands: _SubParsersAction[ArgumentParser]) -> None:
    """A copy of all, and the way back."""
    backup = _add(commands, "backup", "write all of the place into one file, while it runs")
    backup.add_argument(
        "--out", metavar="FILE", help="a new file; or a folder, where it is named by the instant"
    )
    backup.add_argument(
        "--keep",
        type=whole_number_within(1, 1000),
        help="in a folder: keep so many of the newest, remove the others",
    )
    backup.add_argument("--check", metavar="FILE", help="only look whether this backup is whole")
    backup.add_argument("--nice", action="store_true", help="let everybody else go first")
    restore = _add(commands, "restore", "make a place of a backup, and prove it")
    restore.add_argument("file", metavar="FILE", help="what `cohive backup` wrote")
    _add(commands, "wake", "say that a restored copy is the place now")


def _simulating(commands: _SubParsersAction[ArgumentParser]) -> None:
    """A place that never was."""
    simulate = _add(commands, "simulate", "make a place that never was, to test and to show")
    simulate.add_argument(
        "--members",
        type=whole_number_within(12, 5_000),
        default=500,
        help="12 to 5000 (default 500)",
    )
    simulate.add_argument(
        "--months", type=whole_number_within(1, 60), default=12, help="1 to 60 (default 12)"
    )
    simulate.add_argument(
        "--regime", choices=SIMULATED_REGIMES, required=True, help="how its people behave"
    )
    simulate.add_argument(
        "--seed",
        type=whole_number_within(0, 2**32 - 1),
        default=0,
        help="decides all (default 0)",
    )
    simulate.add_argument("--json", action="store_true", help="print JSON, for programs")


def _importing(commands: _SubParsersAction[ArgumentParser]) -> None:
    imports = commands.add_parser("import", help="bring in a history from elsewhere")
    kinds = imports.add_subparsers(required=True, metavar="KIND")
    history = _add(kinds, "git-history", "an exported git history: who made what", "git_history")
    history.add_argument("file", metavar="FILE", help="a .jsonl or .jsonl.xz export")
    history.add_argument("--currency", default="EUR", help="of a new place (default EUR)")
    _opening(history)


def _opening(command: ArgumentParser) -> None:
    """What a command may be told when it opens the place itself."""
    command.add_argument("--name", help="of the place, when there is none in the folder yet")
    command.add_argument("--steward-email", help="of its steward (default steward@localhost)")


def _money(commands: _SubParsersAction[ArgumentParser]) -> None:
    sales = _add(commands, "statements", "who gets what from the sales you already have")
    sales.add_argument("sales", metavar="SALES.csv", help="Bandcamp, Shopify, DistroKid, any CSV")
    sales.add_argument(
        "--makers", required=True, metavar="MAKERS.csv", help="who made what; or a git history"
    )
    sales.add_argument("--out", required=True, metavar="DIR", help="where the statements go")
    sales.add_argument("--currency", help="when the file does not say")
    sales.add_argument("--map", metavar="MAPPING.json", help="which column is what")
    _opening(sales)
    sell = _add(commands, "sell", "record a sale of a release made elsewhere")
    sell.add_argument("release", metavar="RELEASE", help="the release's name, as imported")
    sell.add_argument("--amount", required=True, help="such as 10000.00")
    sell.add_argument("--currency", required=True, help="three letters, such as USD")
    sell.add_argument("--reference", help="such as an invoice; the same again is the same sale")
    statement = _add(commands, "statement", "what a member got, and why")
    statement.add_argument("member", metavar="MEMBER", help="name or number of a member")
    statement.add_argument(
        "--link", action="store_true", help="also her private link, to question or claim it"
    )


def _books(commands: _SubParsersAction[ArgumentParser]) -> None:
    """The ledger."""
    books = commands.add_parser("ledger", help="the books: out as a file, in from elsewhere")
    kinds = books.add_subparsers(required=True, metavar="WHAT")
    export = _add(kinds, "export", "the books as a file for a bookkeeper", "ledger_export")
    export.add_argument(
        "--format", required=True, choices=BOOKS_FORMATS, help="beancount, csv or xlsx"
    )
    export.add_argument("--out", required=True, metavar="FILE", help="where the file goes")
    export.add_argument("--since", metavar="DAY", help="the first day, such as 2026-01-01")
    export.add_argument("--until", metavar="DAY", help="the last day, such as 2026-12-31")

    arrives = _add(
        kinds, "import", "the books of an Open Collective, from its CSV export", "ledger_import"
    )
    arrives.add_argument("file", metavar="FILE", help="a .csv or .csv.gz export")


def _computing(commands: _SubParsersAction[ArgumentParser]) -> None:
    """What computes on a file and needs no place; only a study may be of the place itself."""
    study = _add(commands, "study", "how a community works: its history in, pictures out")
    study.add_argument("source", metavar="SOURCE", help="a history: file or folder; or `place`")
    study.add_argument("--out", required=True, metavar="DIR", help="where the report goes")
    study.add_argument(
        "--kind", help=f"what the source is, guessed when left out: {', '.join(STUDY_KINDS)}"
    )
    study.add_argument("--map", metavar="MAPPING.json", help="which column of a CSV is what")
    study.add_argument("--language", choices=("en", "zh-hans"), help="of the report")
    split = _add(
        commands,
        "split",
        "divide an amount along a lineage: who gets what, and why",
        with_home=False,
    )
    split.add_argument("graph", metavar="GRAPH.json", help="who made what from what")
    split.add_argument("--amount", required=True, help="in minor units, such as 100000")
    standing = _add(
        commands,
        "standing",
        "how much each one's work carried others': from settled sales where the file has them, "
        "else by CredRank",
        with_home=False,
    )
    standing.add_argument("graph", metavar="GRAPH.json", help="contributions and their edges")
    count = _add(commands, "count", "count votes by a named rule, stage by stage", with_home=False)
    count.add_argument("file", metavar="FILE", help=".blt, .csv, PrefLib, .pb; or a zip of one")
    count.add_argument("--method", required=True, choices=COUNTING_METHODS)
    count.add_argument(
        "--rule", choices=SCORE_RULES, help="of score: which one decides (default calibrated)"
    )
    count.add_argument(
        "--seats", type=whole_number, help="how many are elected, when the file is silent"
    )
    count.add_argument("--budget", help="of a participatory budget, when the file is silent")
    count.add_argument(
        "--seed", type=whole_number, default=0, help="decides ties; publish it (default 0)"
    )
    cascades = _add(
        commands,
        "cascades",
        "how far things travelled: size, depth, virality",
        with_home=False,
    )
    cascades.add_argument("file", metavar="FILE", help="reposts as JSON lines, or one per line")
    scales, communities = _measuring(commands)
    for command in (split, standing, count, cascades, scales, communities):
        command.add_argument("--json", action="store_true", help="print JSON, for programs")
    _detecting(commands)
    _listening(commands)


def _measuring(commands: _SubParsersAction[ArgumentParser]) -> tuple[ArgumentParser, ...]:
    """Surveys and networks."""
    scales = _add(
        commands,
        "scales",
        "how well the questions of a survey measure one thing together",
        with_home=False,
    )
    scales.add_argument("file", metavar="FILE", help="answers: a CSV with a row per person")
    scales.add_argument(
        "--scale",
        action="append",
        required=True,
        metavar="NAME=ITEM,ITEM-",
        help="which columns belong together; a minus behind one means that it is reversed",
    )
    scales.add_argument("--group", metavar="COLUMN", help="compare groups, if they may be compared")
    scales.add_argument("--weight", metavar="COLUMN", help="how much each answer counts")
    communities = _add(
        commands,
        "communities",
        "which groups a network falls into, and whether one of them would rather part",
        with_home=False,
    )
    communities.add_argument(
        "edges", metavar="EDGES", help="a tie per line: a b, a,b or a,b,weight"
    )
    communities.add_argument(
        "--texts", metavar="TEXTS.csv", help="what they wrote, user,text: do halves talk apart?"
    )
    communities.add_argument(
        "--seed", type=whole_number, default=0, help="of the random draws (default 0)"
    )
    return scales, communities


def _detecting(commands: _SubParsersAction[ArgumentParser]) -> None:
    """The water army."""
    detect = _add(
        commands,
        "detect",
        "who acts together beyond what chance and a common occasion explain",
        with_home=False,
    )
    detect.add_argument("events", metavar="EVENTS.csv", help="user,item[,time][,rating][,text]")
    detect.add_argument("--out", required=True, metavar="SCORES.csv", help="a line per account")
    detect.add_argument("--cases", metavar="CASES.json", help="the groups, with their evidence")
    form = detect.add_mutually_exclusive_group()
    form.add_argument("--pairs", action="store_true", help="EVENTS is who acted with whom: a,b")
    form.add_argument(
        "--profiles", action="store_true", help="EVENTS is a table: user, and numbers of each"
    )
    detect.add_argument(
        "--seed", type=whole_number, default=0, help="of the random draws (default 0)"
    )


def _listening(commands: _SubParsersAction[ArgumentParser]) -> None:
    """A file of reviews."""
    listen = _add(
        commands,
        "listen",
        "what a file of reviews says: moods, topics, days out of the ordinary",
        with_home=False,
    )
    listen.add_argument("file", metavar="FILE", help="CSV (also .gz or in a zip) or XLSX")
    listen.add_argument("--out", metavar="REPORT.json", help="write the report instead of printing")
    listen.add_argument("--posts", action="store_true", help="short posts rather than reviews")
    for part, what in (
        ("text", "of the texts"),
        ("mark", "of the stars, or of 1 for praise and 0 for complaint"),
        ("at", "of the days"),
        ("group", "of the products or categories"),
    ):
        listen.add_argument(f"--{part}-column", metavar="COLUMN", help=f"the column {what}")
