"""Draw again what was drawn: python verify_draw.py draw.json. Needs nothing but Python."""

import hashlib
import json
import sys


def digest(text: str) -> str:
    """The SHA-256 of a text, as 64 hexadecimal signs."""
    return hashlib.sha256(text.encode()).hexdigest()


with open(sys.argv[1], encoding="utf-8") as file:
    told = json.load(file)
entries = sorted(map(tuple, told["entries"]))  # (number, choice, tickets); 0 tickets: withdrawn
lines = [told["seed"], told["public_word"], *(f"{n} {c} {t}" for n, c, t in entries)]
key = digest("\n".join(lines))
lots = [(min(digest(f"{key} {n} {i}") for i in range(t)), n, c) for n, c, t in entries if t]
left, winners = dict(told["stock"]), []
for _lot, number, choice in sorted(lots):
    if left[choice] > 0:
        left[choice] -= 1
        winners.append(number)
kept = digest(told["seed"]) == told["commitment"]
same = winners == told["winners"]
print("The seed is the one promised before:", "yes" if kept else "NO")
print("Winners drawn again:", *winners)
print("They are the published ones:", "yes" if same else "NO")
sys.exit(0 if kept and same else 1)
