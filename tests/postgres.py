"""A PostgreSQL server of the tests' own: Debian's programs, a folder under /tmp, a port of its own."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


class Server:
    """A running server; `database` makes an empty database and returns its SQLAlchemy URL."""

    def __init__(self, bin_dir: Path, folder: Path, port: int, command: list[str]) -> None:
        self.bin_dir, self.folder, self.port, self.command = bin_dir, folder, port, command
        self.start()

    def start(self) -> None:
        null = subprocess.DEVNULL
        self.process = subprocess.Popen(self.command, stdout=null, stderr=null, cwd="/tmp")
        _wait(self, self.process)

    def fall(self) -> None:
        """Have it gone at once, as in a crash; it recovers when it is started."""
        (number, *_) = (self.folder / "data/postmaster.pid").read_text().split()
        os.kill(int(number), signal.SIGQUIT)
        self.process.wait(60)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def database(self) -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        self.sql(f"CREATE DATABASE {name}", database="postgres")
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"

    def sql(self, statement: str, database: str) -> str:
        command = [f"{self.bin_dir}/psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "-d", database]
        done = subprocess.run([*command, "-Atqc", statement], capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.strip()

    def drop_connections(self, database: str) -> None:
        chosen = f"datname = '{database}' AND pid <> pg_backend_pid()"
        self.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {chosen}", database="postgres")


@contextmanager
def running() -> Iterator[Server]:
    """Run a server for as long as the block lasts; its own user where we are root, which it refuses."""
    bin_dir = PROGRAMS[-1]
    folder = Path(tempfile.mkdtemp(prefix="tallyman-pg-", dir="/tmp"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if other:
        shutil.chown(folder, "postgres")
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/tmp"}
    made = [*other, f"{bin_dir}/initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(made, check=True, timeout=120, **quiet)  # type: ignore[call-overload]
    options = ("fsync=off", f"unix_socket_directories={folder}", "max_connections=200", "listen_addresses=127.0.0.1")
    chosen = [part for option in options for part in ("-c", option)]
    command = [*other, f"{bin_dir}/postgres", "-D", str(data), "-p", str(port), *chosen]
    found = Server(bin_dir, folder, port, command)
    try:
        yield found
    finally:
        found.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _wait(found: Server, server: "subprocess.Popen[bytes]") -> None:
    patience = time.monotonic() + 60
    while True:
        try:
            found.sql("SELECT 1", database="postgres")
        except subprocess.CalledProcessError:
            if server.poll() is not None or time.monotonic() > patience:
                raise
            time.sleep(0.1)
        else:
            return
