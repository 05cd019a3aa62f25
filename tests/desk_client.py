"""A program at the desk's API: an account with a token, and files handed in."""

from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from desk import accounts, tokens
from desk.people import Role
from desk.tokens import SCOPES

Json = Any


class Api:
    def __init__(self, client: TestClient, role: Role) -> None:
        self.client = client
        engine = client.app.state.office.engine  # type: ignore[attr-defined]
        account = accounts.add(engine, f"{role}-1", role, by="t", password="many small boats at sea")
        secret, _ = tokens.add(engine, accounts.person_of(account, sees_all=True), "t", list(SCOPES))
        self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **how: Json) -> Json:
        answer = self.client.get(f"/api/v1{path}", headers=self.headers, **how)
        assert answer.status_code == 200, answer.text
        return answer.json() if "json" in answer.headers["content-type"] else answer

    def post(self, path: str, body: Json = None, status: int = 201, **how: Json) -> Json:
        answer = self.client.post(f"/api/v1{path}", json=body, headers=self.headers, **how)
        assert answer.status_code == status, answer.text
        return answer.json() if "json" in answer.headers["content-type"] else answer


def uploaded(officer: Api, *paths: Path) -> Json:
    files = [("files", (path.name, path.read_bytes(), "application/pdf")) for path in paths]
    upload = officer.client.post("/api/v1/uploads", files=files, headers=officer.headers).json()
    told = officer.client.get(f"/api/v1/uploads/{upload['id']}/events", headers=officer.headers)  # until it has ended
    assert "event: done" in told.text
    return officer.get(f"/uploads/{upload['id']}")
