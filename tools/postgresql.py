"""A private PostgreSQL for the checks: `postgresql.py COMMAND …` runs it with DATABASE_URL set.

The server lives in a temporary folder, listens on a socket there and nowhere else, and is gone
afterwards. PostgreSQL refuses to run as root, so as root it runs as the user `postgres`, or
`nobody` where there is none. Exit status 3 when no server is installed.
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOT_INSTALLED = 3


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, else the one on the PATH."""
    found = sorted(
        glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: path.split("/")[4]
    )
    if found:
        return Path(found[-1]).parent
    on_path = shutil.which("initdb")
    return Path(os.path.realpath(on_path)).parent if on_path else None


def _other_user() -> list[str]:
    """The prefix that drops root's rights."""
    if os.geteuid() != 0:
        return []
    names = {user.pw_name for user in pwd.getpwall()}
    user = "postgres" if "postgres" in names else "nobody"
    return ["runuser", "-u", user, "--"]


@contextmanager
def cluster(*, durable: bool = False) -> Iterator[str]:
    """Run a private cluster; yields its DATABASE_URL. `durable` keeps fsync on (crash tests)."""
    found = binaries()
    if found is None:
        raise LookupError("no PostgreSQL server is installed")
    prefix = _other_user()
    with tempfile.TemporaryDirectory(prefix="cohive-pg-") as folder:
        os.chmod(folder, 0o777)
        data = f"{folder}/data"
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run(
            [
                *prefix,
                found / "initdb",
                "-D",
                data,
                "-U",
                "cohive",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
            **quiet,
        )
        fsync = "on" if durable else "off"
        options = f"-k {folder} -c listen_addresses= -c fsync={fsync} -c max_connections=60"
        if not durable:
            options += " -c synchronous_commit=off -c full_page_writes=off"
        control = [*prefix, found / "pg_ctl", "-D", data, "-w"]
        subprocess.run([*control, "-l", f"{folder}/log", "-o", options, "start"], **quiet)
        try:
            yield f"postgresql://cohive@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)


def main() -> int:
    """Run the command of the arguments beside a private server."""
    durable = sys.argv[1:2] == ["--durable"]
    try:
        with cluster(durable=durable) as url:
            return subprocess.run(
                sys.argv[2 if durable else 1 :], env={**os.environ, "DATABASE_URL": url}
            ).returncode
    except LookupError as fault:
        sys.stderr.write(f"{fault}\n")
        return NOT_INSTALLED


if __name__ == "__main__":
    raise SystemExit(main())
