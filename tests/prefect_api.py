"""A Prefect server as tests ask it: start a deployment's flow, wait for its end."""

import json
import time
import urllib.request
from typing import Any
from urllib.error import HTTPError


class PrefectApi:
    """The API at `url`; `patience` is how many seconds runs may take."""

    def __init__(self, url: str, patience: float) -> None:
        self.url, self.patience = url, patience

    def ask(self, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.url}{path}", data, {"Content-Type": "application/json"})
        for _ in range(20):
            try:
                with urllib.request.urlopen(asked, timeout=60) as answer:
                    return json.loads(answer.read() or b"null")
            except HTTPError as error:
                if error.code != 503:  # SQLite stalls now and then; the same is asked again
                    raise
                time.sleep(1)
        raise AssertionError(f"{path} stays unavailable")

    def start(self, name: str, **parameters: object) -> str:
        found = self.ask(f"/deployments/name/{name}/{name}")
        return str(self.ask(f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})["id"])

    def ended(self, *runs: str) -> list[str]:
        patience = time.monotonic() + self.patience
        while True:
            states = [self.ask(f"/flow_runs/{run}")["state_type"] for run in runs]
            if not {"SCHEDULED", "PENDING", "RUNNING"} & set(states) or time.monotonic() > patience:
                return states
            time.sleep(0.5)
