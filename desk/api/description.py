"""The API's description (OpenAPI): how one signs in, and errors in the one type that they are told in."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

WAYS = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of an account: tm_..."},
    "session": {"type": "apiKey", "in": "cookie", "name": "tallyman_session", "description": "A browser, signed in"},
}


def describe(app: FastAPI) -> None:
    """Have `app` describe itself so."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            told = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            told.setdefault("components", {})["securitySchemes"] = WAYS
            told["security"] = [{name: []} for name in WAYS]
            for operations in told["paths"].values():
                for operation in operations.values():
                    _settle(operation["responses"])
            app.openapi_schema = told
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]


def _settle(responses: dict[str, Any]) -> None:
    """Tell an error in `application/problem+json` alone, and a file in its own type alone."""
    for status, response in responses.items():
        content = response.get("content", {})
        if status[0] in "45":
            response["content"] = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
        elif "application/json" in content and not content["application/json"].get("schema"):
            del content["application/json"]
