"""What an officer's browser asks the desk for, as locust plays it: `locust -f benchmarks/desk_users.py --host URL`."""

import os
import random
import re

from locust import HttpUser, between, task

SESSIONS = iter(os.environ["TALLYMAN_LOAD_SESSIONS"].split())  # one for each user: people sign in once a day
WORDS = ("coffee", "tiles", "scrap", "PL-2026", "Bellavento")


class Officer(HttpUser):  # type: ignore[misc]
    """Looks at the queue, opens consignments and their pages, looks codes up; thinks one to five seconds between."""

    wait_time = between(1, 5)
    cases: list[str] = []  # noqa: RUF012  shared by all: what the queue has shown

    def on_start(self) -> None:
        """Be signed in."""
        self.client.headers["Accept"] = "text/html"
        self.client.cookies.set("tallyman_session", next(SESSIONS))

    @task(5)
    def queue(self) -> None:
        """Look at the queue."""
        self._seen(self.client.get("/queue", name="queue").text)

    @task(3)
    def search(self) -> None:
        """Search the queue and filter it."""
        asked = {"text": random.choice(WORDS), "state": "undecided"}
        self._seen(self.client.get("/queue", params=asked, name="queue, searched").text)

    @task(6)
    def review(self) -> None:
        """Open a consignment, and the first page of its papers."""
        if not self.cases:
            return
        page = self.client.get(f"/consignments/{random.choice(self.cases)}", name="review").text
        for place in re.findall(r"/pages/\w+/\w+/1", page)[:2]:
            self.client.get(f"{place}?dpi=150", name="page image")

    @task
    def look_up(self) -> None:
        """Look a code and words up."""
        self.client.get("/look-up", params={"q": random.choice(("3915.90", "B3011", "plastic scrap"))}, name="look up")

    @task
    def rules(self) -> None:
        """Look at the rules."""
        self.client.get("/rules", name="rules")

    @task
    def pictures(self) -> None:
        """Look at the pictures."""
        self.client.get("/pictures", name="pictures")

    def _seen(self, page: str) -> None:
        self.cases[:] = (re.findall(r"/consignments/(\w+)", page) or self.cases)[:200]
