"""The cases of a detection as one JSON document, in the reader's language where it is sentences."""

from __future__ import annotations

from cohive.engine.collusion.cases import Case, Detection
from cohive.engine.collusion.evidence import Evidence
from cohive.look.refusals import told

__all__ = ["document"]


def document(found: Detection) -> dict[str, object]:
    """Groups with evidence, innocence checks and the recommended step."""
    return {
        "accounts": len(found.users),
        "events": found.events,
        "looked_at": [str(witness) for witness in found.looked_at],
        "not_looked_at": [told(sentence) for sentence in found.lacks],
        "cases": [_case(number, case) for number, case in enumerate(found.cases, 1)],
    }


def _case(number: int, case: Case) -> dict[str, object]:
    return {
        "id": number,
        "accounts": list(case.members),
        "targets": list(case.targets),
        "begin": case.begin,
        "end": case.end,
        "window_seconds": case.window_seconds,
        "surprise_nats": case.surprise,
        "log10_p": round(case.log10_p, 6),
        "reported": case.reported,
        "explained": case.explained,
        "witnesses": {str(name): round(float(log), 6) for name, log in case.witnesses.items()},
        "evidence": [_evidence(item) for item in case.evidence],
        "accounts_evidence": {
            name: [_evidence(item, short=True) for item in items]
            for name, items in case.by_account.items()
        },
        "innocence": [
            {"check": check.name, "explains": check.explains, "sentence": told(check.sentence)}
            for check in case.checks
        ],
        "action": str(case.action),
        "recommendation": told(case.recommendation),
    }


def _evidence(item: Evidence, *, short: bool = False) -> dict[str, object]:
    """An item; of an account's own the group's accounts, targets and windows are not repeated."""
    found: dict[str, object] = {
        "kind": str(item.kind),
        "seen": item.seen,
        "expected": round(item.expected, 6),
        "of": item.crowd,
        "sentence": told(item.sentence),
    }
    if not short:
        found |= {
            "targets": list(item.targets),
            "begin": list(item.begins),
            "end": list(item.ends),
            "window_seconds": item.window_seconds,
        }
    return found
