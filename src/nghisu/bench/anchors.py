"""What the fan-out is measured against: Debian's nginx with nchan, and a bare loop of send() in C."""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

NCHAN = Path("/usr/lib/nginx/modules/ngx_nchan_module.so")
CONFIGURATION = """
load_module {module};
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 19000; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} backlog=8192;
    location = /listen {{ nchan_subscriber eventsource; nchan_channel_id hall; }}
    location = /say {{ nchan_publisher; nchan_channel_id hall; }}
  }}
}}
"""


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class Nchan:
    """One worker of nginx with nchan on a port of its own."""

    target = "/listen"

    @staticmethod
    def is_there() -> bool:
        """Tell whether Debian's nginx and its nchan are installed."""
        return NCHAN.exists() and shutil.which("nginx", path="/usr/sbin:/usr/bin") is not None

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="nghisu-nchan-")
        self.port = free_port()
        configuration = Path(self._folder.name) / "nginx.conf"
        configuration.write_text(CONFIGURATION.format(module=NCHAN, folder=self._folder.name, port=self.port))
        program = shutil.which("nginx", path="/usr/sbin:/usr/bin") or "nginx"
        self._process = subprocess.Popen(  # noqa: S603 -- Debian's own nginx
            [program, "-c", str(configuration), "-e", f"{self._folder.name}/error.log"]
        )
        _wait_for(self.port)
        self._line = http.client.HTTPConnection("127.0.0.1", self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        self._process.terminate()
        self._process.wait(10)
        self._folder.cleanup()

    def processes(self) -> list[int]:
        """Return the ids of its processes."""
        own = self._process.pid
        children = Path(f"/proc/{own}/task/{own}/children").read_text().split()
        return [own, *(int(child) for child in children)]

    def say(self, text: str) -> None:
        """Publish an event."""
        self._line.request("POST", "/say", body=text.encode())
        self._line.getresponse().read()


class Loop:
    """The bare loop of send(), compiled here."""

    target = "/"

    @staticmethod
    def is_there() -> bool:
        """Tell whether there is a C compiler."""
        return shutil.which("cc") is not None

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="nghisu-loop-")
        program = f"{self._folder.name}/send_loop"
        source = str(Path(__file__).with_name("send_loop.c"))
        subprocess.run(["cc", "-O2", "-o", program, source], check=True)  # noqa: S603, S607 -- our own source
        self.port = free_port()
        self._process = subprocess.Popen([program, str(self.port)], stdin=subprocess.PIPE)  # noqa: S603
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._folder.cleanup()

    def processes(self) -> list[int]:
        """Return the id of its process."""
        return [self._process.pid]

    def say(self, text: str) -> None:
        """Publish an event."""
        assert self._process.stdin is not None
        self._process.stdin.write(text.encode() + b"\n")
        self._process.stdin.flush()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def cpu_of(processes: list[int]) -> float:
    """Return the seconds of CPU that processes have used, to the nanosecond the scheduler counts in."""
    spent = 0
    for pid in processes:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for thread in os.listdir(f"/proc/{pid}/task"):
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    spent += int(Path(f"/proc/{pid}/task/{thread}/schedstat").read_text().split()[0])
    return spent / 1e9


def memory_of(processes: list[int]) -> float:
    """Return the resident memory of processes in MB; what they share counts for each in its part."""
    held = 0
    for pid in processes:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, PermissionError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    held += int(line.split()[1])
    return held / 1024
