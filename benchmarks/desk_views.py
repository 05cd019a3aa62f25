"""What each page costs the desk in processor time: `python -m benchmarks.desk_views [--times 30] [--cases 1000]`.

One visitor asks for each page again and again; what the serving process spends meanwhile is read from the system, so
that other programs on the machine do not count. Printed: milliseconds of processor time a view, and bytes.
"""

import argparse
import gzip
import re
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from benchmarks.desk_load import fill, processor, served
from flows.settings import settings

PATHS = {
    "queue": "/queue",
    "queue, searched": "/queue?text=coffee&state=undecided",
    "review": "/consignments/c{n:016x}",
    "page image": "",
    "look up": "/look-up?q=plastic+scrap",
    "rules": "/rules",
    "pictures": "/pictures",
    "upload": "/upload",
    "static file": "/desk-static/style/desk.css",
}


def main() -> None:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--cases", type=int, default=1_000)
    parser.add_argument("--port", type=int, default=8124)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        (secret,) = fill(settings(data_dir=Path(folder)), asked.cases, 1)
        with served(folder, asked.port) as (desk, url):
            get = _getter(url, secret)
            picture = re.search(rb"/pages/\w+/\w+/1", get(PATHS["review"].format(n=0)))
            assert picture is not None
            paths = {**PATHS, "page image": picture[0].decode() + "?dpi=150"}
            for name, path in paths.items():
                for n in range(3):
                    get(path.format(n=n))
                began, size, waited = processor(desk.pid), 0, time.perf_counter()
                for n in range(asked.times):
                    size = len(get(path.format(n=n)))
                spent = 1000 * (processor(desk.pid) - began) / asked.times
                waited = 1000 * (time.perf_counter() - waited) / asked.times
                print(f"{name:18} {spent:7.1f} ms of processor  {waited:7.1f} ms waited  {size:>8} bytes", flush=True)


def _getter(url: str, secret: str) -> Callable[[str], bytes]:
    headers = {"Cookie": f"tallyman_session={secret}", "Accept": "text/html", "Accept-Encoding": "gzip"}

    def get(path: str) -> bytes:
        with urllib.request.urlopen(urllib.request.Request(url + path, headers=headers)) as answer:
            told: bytes = answer.read()
        return gzip.decompress(told) if answer.headers.get("Content-Encoding") == "gzip" else told

    return get


if __name__ == "__main__":
    main()
