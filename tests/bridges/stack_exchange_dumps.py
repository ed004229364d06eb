"""Dumps of an invented site, written for tests: by hand row by row, or grown to any size."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import quoteattr

Row = Mapping[str, object]
Tables = dict[str, list[Row]]
DAY = "2024-03-{:02d}T08:15:30.250"


def xml(table: str, rows: Iterable[Row]) -> str:
    """One table as dumps write it."""
    lines = [
        "  <row " + " ".join(f"{key}={quoteattr(str(value))}" for key, value in row.items()) + " />"
        for row in rows
    ]
    return "\n".join(
        ['\ufeff<?xml version="1.0" encoding="utf-8"?>', f"<{table}>", *lines, f"</{table}>"]
    )


def in_folder(folder: Path, tables: Tables) -> Path:
    """Write a dump as a folder of files."""
    folder.mkdir(exist_ok=True)
    for table, rows in tables.items():
        (folder / f"{table.capitalize()}.xml").write_text(xml(table, rows), encoding="utf-8")
    return folder


def in_zip(path: Path, tables: Tables, *, folder: str = "") -> Path:
    """Write a dump as a zip, its files in a folder of the zip or none."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for table, rows in tables.items():
            packed.writestr(f"{folder}{table.capitalize()}.xml", xml(table, rows))
    return path


def potters() -> Tables:
    """A site with every oddity: rows in any order, accounts that are gone, unknown attributes."""
    return {
        "posts": [
            {
                "Id": 2,
                "PostTypeId": 2,
                "ParentId": 1,
                "CreationDate": DAY.format(2),
                "Score": 5,
                "Body": "<p>Ash &amp; clay.</p>\n<pre><code>a &lt; b</code></pre>",
                "OwnerUserId": 20,
                "Aura": "unknown",
            },
            {
                "Id": 1,
                "PostTypeId": 1,
                "AcceptedAnswerId": 2,
                "CreationDate": DAY.format(1),
                "Title": "Which glaze?",
                "Body": "<p>For a <b>cup</b></p>",
                "OwnerUserId": 10,
                "Tags": "<glaze>",
            },
            {
                "Id": 3,
                "PostTypeId": 2,
                "ParentId": 1,
                "CreationDate": DAY.format(3),
                "Body": "<p>None</p>",
                "OwnerDisplayName": "user  77",
            },
            {
                "Id": 4,
                "PostTypeId": 1,
                "CreationDate": DAY.format(4),
                "Title": "Kiln?",
                "Body": "",
                "OwnerDisplayName": "user 77",
            },
            {
                "Id": 5,
                "PostTypeId": 2,
                "ParentId": 4,
                "CreationDate": DAY.format(5),
                "Body": "Hot",
                "OwnerUserId": -1,
            },
            {
                "Id": 6,
                "PostTypeId": 5,
                "CreationDate": DAY.format(5),
                "Body": "About glazes",
                "OwnerUserId": 20,
            },
            {
                "Id": 7,
                "PostTypeId": 2,
                "ParentId": 99,
                "CreationDate": DAY.format(6),
                "Body": "To a question that was deleted",
                "OwnerUserId": 10,
            },
            {"Id": 8, "PostTypeId": 1, "CreationDate": DAY.format(6), "Title": "No one"},
            {"Id": 2, "PostTypeId": 1, "CreationDate": DAY.format(6), "OwnerUserId": 10},
            {"Id": 9, "CreationDate": DAY.format(6), "OwnerUserId": 10},
            {"Id": 11, "PostTypeId": 2, "CreationDate": DAY.format(6), "OwnerUserId": 10},
            {"Id": 12, "PostTypeId": 1, "CreationDate": "yesterday", "OwnerUserId": 10},
            {"Id": "x", "PostTypeId": 1, "CreationDate": DAY.format(6), "OwnerUserId": 10},
        ],
        "comments": [
            {
                "Id": 1,
                "PostId": 2,
                "Score": 0,
                "Text": "a < b, @Ada?",
                "UserId": 10,
                "CreationDate": DAY.format(7),
            },
            {
                "Id": 2,
                "PostId": 3,
                "Text": "Sure?",
                "UserDisplayName": "gone",
                "CreationDate": DAY.format(7),
            },
            {
                "Id": 3,
                "PostId": 99,
                "Text": "To nothing",
                "UserId": 20,
                "CreationDate": DAY.format(7),
            },
            {"Id": 4, "Text": "To nowhere", "UserId": 20, "CreationDate": DAY.format(7)},
            {"Id": 5, "PostId": 1, "Text": "By nobody", "CreationDate": DAY.format(7)},
        ],
        "votes": [
            {"Id": 1, "PostId": 2, "VoteTypeId": 1, "CreationDate": "2024-03-08T00:00:00.000"},
            {"Id": 2, "PostId": 2, "VoteTypeId": 2, "CreationDate": "2024-03-08T00:00:00.000"},
            {
                "Id": 3,
                "PostId": 1,
                "VoteTypeId": 8,
                "UserId": 30,
                "BountyAmount": 50,
                "CreationDate": "2024-03-09T00:00:00.000",
            },
            {
                "Id": 4,
                "PostId": 2,
                "VoteTypeId": 9,
                "BountyAmount": 50,
                "CreationDate": "2024-03-09T00:00:00.000",
            },
            {
                "Id": 5,
                "PostId": 1,
                "VoteTypeId": 5,
                "UserId": 20,
                "CreationDate": "2024-03-09T00:00:00.000",
            },
            {"Id": 6, "PostId": 7, "VoteTypeId": 1, "CreationDate": "2024-03-09T00:00:00.000"},
            {
                "Id": 7,
                "PostId": 1,
                "VoteTypeId": 3,
                "UserId": 20,
                "CreationDate": "2024-03-09T00:00:00.000",
            },
            {"Id": 8, "VoteTypeId": 2, "CreationDate": "2024-03-09T00:00:00.000"},
        ],
        "badges": [
            {
                "Id": 1,
                "UserId": 20,
                "Name": "Teacher",
                "Date": DAY.format(9),
                "Class": 3,
                "TagBased": "False",
            },
            {"Id": 2, "Name": "Orphan", "Date": DAY.format(9)},
            {"Id": 3, "UserId": 20, "Name": "", "Date": DAY.format(9)},
        ],
        "users": [
            {"Id": -1, "DisplayName": "Community", "Reputation": 1},
            {"Id": 10, "DisplayName": "Ada", "Reputation": 101},
            {"Id": 20, "DisplayName": "Bo 陶"},
            {"Id": 40, "DisplayName": "Reader who never wrote"},
        ],
    }


def grown(seed: int, *, questions: int) -> Tables:
    """A site without oddities, as large as wished: the same seed, the same site."""
    dice = random.Random(seed)  # noqa: S311 - an invented site, no secret
    posts: list[Row] = []
    for number in range(1, questions + 1):
        day = DAY.format(1 + number % 28)
        asked = len(posts) + 1
        posts.append(
            {
                "Id": asked,
                "PostTypeId": 1,
                "OwnerUserId": dice.randint(1, 50),
                "CreationDate": day,
                "Title": f"Question {number}",
            }
        )
        posts.extend(
            {
                "Id": asked + 1 + each,
                "PostTypeId": 2,
                "ParentId": asked,
                "OwnerUserId": dice.randint(1, 50),
                "CreationDate": day,
                "Body": "<p>So</p>" * 20,
            }
            for each in range(dice.randint(0, 3))
        )
    comments = [
        {
            "Id": number,
            "PostId": dice.randint(1, len(posts)),
            "UserId": dice.randint(1, 50),
            "Text": "Thanks",
            "CreationDate": DAY.format(28),
        }
        for number in range(1, questions + 1)
    ]
    return {"posts": posts, "comments": list(comments)}
