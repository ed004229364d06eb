"""How `serve` starts a child of its own: `python -m cohive.house.command.child work`."""

from cohive.house.command import main

if __name__ == "__main__":
    raise SystemExit(main())
