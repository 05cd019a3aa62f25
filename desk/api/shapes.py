"""What the API's routes share: how errors look, what ids and numbers may be, who asks."""

from typing import Annotated, Any

from fastapi import Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from desk.doors import least
from desk.office import Office, office
from desk.people import Person


class Wrong(BaseModel):
    """A part of a request that is not valid: where it stands, and what is wanted."""

    at: str
    message: str


class Problem(BaseModel):
    """An error (RFC 9457). `detail` is for a person, and says what to do."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"title": "Not found", "status": 404, "detail": "There is no consignment c0123456789abcdef."}
        }
    )

    title: str
    status: int
    detail: str
    errors: list[Wrong] = []


class Done(BaseModel):
    """What was asked is done; `changed` says to how many."""

    changed: int = 1


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "model": Problem}


PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: _problem("No session and no token, or one that has ended"),
    403: _problem("Too low a role, or a token without the scope"),
    404: _problem("Not there, or not in sight of who asks"),
    413: _problem("More than may be sent at once"),
    422: _problem("What was sent is not valid; `errors` says where"),
    429: _problem("Too many requests a minute"),
}

TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"  # no control signs
Consignment = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", examples=["c0123456789abcdef"])]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Consignments = Annotated[
    list[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]], Field(min_length=1, max_length=5_000)
]
AtDesk = Annotated[Office, Depends(office)]
Viewer = Annotated[Person, Depends(least("viewer", "read"))]
Uploader = Annotated[Person, Depends(least("officer", "upload"))]
Decider = Annotated[Person, Depends(least("officer", "decide"))]
Corrector = Annotated[Person, Depends(least("officer", "correct"))]
Assigner = Annotated[Person, Depends(least("officer", "assign"))]
Supervisor = Annotated[Person, Depends(least("supervisor", "read"))]
Administrator = Annotated[Person, Depends(least("administrator", "admin"))]
