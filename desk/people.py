"""Who asks: a signed-in person or the holder of a token, with a role, and what each role may do."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["viewer", "officer", "supervisor", "administrator"]
ROLES: tuple[Role, ...] = ("viewer", "officer", "supervisor", "administrator")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who was let in. `sees_all`: whether consignments of others are in sight; `scopes`: None for a browser."""

    name: str
    role: Role
    full_name: str = ""
    language: str = "en"
    sees_all: bool = True
    scopes: frozenset[str] | None = None

    def at_least(self, role: Role) -> bool:
        """Say whether this person's role is `role` or above it."""
        return ROLES.index(self.role) >= ROLES.index(role)


class NotAllowed(Exception):
    """Something that this person may not do; the message says who may."""
