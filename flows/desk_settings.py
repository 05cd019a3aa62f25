"""What an operator may set about the desk: `[desk]` in tallyman.toml, or TALLYMAN_DESK__NAME in the environment."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Sight = Literal["all", "own"]


class DeskSettings(BaseModel):
    """Every setting of the desk, with its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    four_eyes: bool = False  # a decision counts only when a second person has agreed
    four_eyes_role: Literal["officer", "supervisor", "administrator"] = "supervisor"  # the least role of the second
    sight: Sight = "all"  # own: viewers and officers see what they handed in and what is assigned to them or to nobody
    public_url: str = ""  # how people reach the desk, such as https://tallyman.example.org; empty: as they ask for it
    trusted_proxies: str = "127.0.0.1"  # whose X-Forwarded-For and X-Forwarded-Proto are believed, a comma between
    session_hours: float = Field(default=12.0, gt=0)  # a session ends after so long at the latest
    idle_minutes: float = Field(default=60.0, gt=0)  # and after so long without a request
    sign_in_attempts: int = Field(default=5, ge=1)  # failures of one name from one address before it has to wait
    sign_in_wait_minutes: float = Field(default=15.0, gt=0)
    shortest_password: int = Field(default=12, ge=8)
    upload_megabytes: int = Field(default=200, ge=1)  # of all files handed in together
    upload_files: int = Field(default=200, ge=1)
    requests_a_minute: int = Field(default=1200, ge=10)  # of the API, for each token
    keep_saw_entries: bool = True  # whether looking at a consignment is written into the log
    oidc_issuer: str = ""  # an OpenID provider, such as https://sso.example.org/realms/customs; empty: none
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_role_claim: str = "roles"  # the claim that names the role, or holds a list with it
    oidc_default_role: Literal["", "viewer", "officer"] = ""  # for people without one; empty: they may not come in
    webhook_tries: int = Field(default=8, ge=1)
    webhook_private: bool = False  # whether webhooks may go to addresses of this machine and its private network
