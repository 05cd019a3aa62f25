"""What an operator may set: TALLYMAN_* in the environment, over `tallyman.toml`, over these defaults."""

import os
import sys
from dataclasses import fields
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from checks.bounds import Bounds
from checks.tolerances import Tolerances
from extractors.limits import Limits, Reader
from flows.desk_settings import DeskSettings
from models.finding import Severity

RunnerName = Literal["local", "dask"]
Kept = Literal["originals", "readings", "reports"]


def data_home() -> Path:
    """Return the folder for this user's data: XDG_DATA_HOME, or what the platform uses in its place."""
    if "XDG_DATA_HOME" in os.environ:
        return Path(os.environ["XDG_DATA_HOME"])
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    return Path.home() / ".local" / "share"


def config_file() -> Path:
    """Return where settings are read from: TALLYMAN_CONFIG, else `tallyman.toml` here, else the user's own."""
    if "TALLYMAN_CONFIG" in os.environ:
        return Path(os.environ["TALLYMAN_CONFIG"])
    here = Path("tallyman.toml")
    config_home = Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config"))
    return here if here.is_file() else config_home / "tallyman" / "tallyman.toml"


class Settings(BaseSettings):
    """Every setting, with its default; a misspelt key in the file is refused."""

    model_config = SettingsConfigDict(env_prefix="TALLYMAN_", env_nested_delimiter="__", frozen=True)

    data_dir: Path = Field(default_factory=lambda: data_home() / "tallyman")
    keep_originals: bool = True  # files that were read, in `data_dir`/originals: the desk shows pages from them
    ledger_url: str = ""  # empty: SQLite in `data_dir`; or postgresql+psycopg://user@host/name
    langs: str = "auto"  # Tesseract's names, joined by +; auto: found from each page
    workers: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    seconds_per_file: float = Field(default=300.0, gt=0)  # a reader that takes longer is stopped, and so is judging
    judged_lines: int = Field(default=10_000, ge=1)  # goods lines of a consignment, beyond which it is not judged
    megabytes_per_reader: int = Field(default=4_000, ge=500)  # address space of a process that reads
    reader: Reader = "auto"  # how hard scans are looked at: fast (Tesseract), auto, best (second reader)
    limits: dict[str, int | float] = {}  # overrides for extractors.limits.Limits, by name
    severities: dict[str, Severity] = {}  # finding code -> severity, over the rule's own
    tolerances: dict[str, Decimal] = {}  # overrides for checks.tolerances.Tolerances, by name
    runner: RunnerName = "local"  # of the scheduled flows: processes on this machine, or Dask
    reading_slots: int = Field(default=0, ge=0)  # files read at once on this machine, all programs; 0: one a core
    reading_limit: str = ""  # name of a Prefect concurrency limit that every reading occupies, over all machines
    dask_address: str = ""  # empty: `--runner dask` starts a cluster on this machine
    evidence_dpi: int = Field(default=150, ge=50, le=300)  # of the pictures in an evidence pack
    desk: DeskSettings = DeskSettings()
    inbox: Path | None = None  # swept every few minutes; None: `data_dir`/inbox
    night_inbox: Path | None = None  # checked every night; None: `data_dir`/night
    night_out: Path | None = None  # the night's reports and tables; None: `data_dir`/night-results
    labelled: Path | None = None  # papers with labels to measure by every week; None: papers are drawn, in a checkout
    schedules: dict[str, str] = {}  # deployment -> seconds, a cron line, or off; over those in prefect.yaml
    settle_seconds: float = Field(default=10.0, ge=0)  # a file that has not changed for so long is taken
    whole_within: float = Field(default=900.0, ge=0)  # seconds after which a file that never becomes whole is taken
    claim_most: int = Field(default=500, ge=1)  # folders, archives and mails that one sweep takes at a time
    mailbox: str = ""  # maildir:/path, or imaps://user@host/FOLDER: its mails come into the inbox
    mailbox_password: SecretStr = SecretStr("")
    desk_url: str = "http://127.0.0.1:8080"  # where links in notices and in Prefect lead
    notify_webhook: str = ""  # a URL that is told of each consignment with a high finding
    notify_secret: SecretStr = SecretStr("")  # signs what is sent there
    notify_mail: str = ""  # addresses, joined by commas
    notify_from: str = "tallyman@localhost"
    smtp: str = "smtp://localhost:25"  # or smtps://user@host:465; smtp://user@host:587 turns to TLS when it is offered
    smtp_password: SecretStr = SecretStr("")
    keep_days: dict[Kept, float] = {}  # how long originals, readings, reports are kept; what is not named stays
    prefect_port: int = Field(default=4200, ge=0, le=65_535)  # of `tallyman serve`; another where it is taken
    flows_at_once: int = Field(default=2, ge=1)  # scheduled flows that run at once; their readers share the slots
    prefect_days: float = Field(default=30.0, gt=0.05)  # how long Prefect's server of ours remembers runs

    @property
    def reading_limits(self) -> dict[str, int | float | str]:
        """The overrides of `extractors.limits.Limits` in force."""
        return {"seconds_per_file": self.seconds_per_file, **self.limits, "reader": self.reader}

    @property
    def bounds(self) -> Bounds:
        """What judging a consignment may cost from now on; it ends itself before its process is stopped."""
        return Bounds(self.judged_lines, 0.9 * self.seconds_per_file)

    @property
    def tolerated(self) -> Tolerances:
        """The tolerances in force: the defaults with the overrides."""
        kinds: dict[str, Any] = {each.name: type(each.default) for each in fields(Tolerances)}
        return Tolerances(**{name: kinds[name](value) for name, value in self.tolerances.items()})

    @field_validator("tolerances")
    @classmethod
    def _sensible(cls, tolerances: dict[str, Decimal]) -> dict[str, Decimal]:
        for name, value in tolerances.items():
            if name not in {each.name for each in fields(Tolerances)}:
                raise ValueError(f"there is no tolerance {name}")
            if not value.is_finite() or value < 0:
                raise ValueError(f"the tolerance {name} cannot be {value}")
        return tolerances

    @field_validator("limits")
    @classmethod
    def _known(cls, limits: dict[str, int | float]) -> dict[str, int | float]:
        for name in limits:
            if name not in {limit.name for limit in fields(Limits)}:
                raise ValueError(f"there is no limit {name}")
        return limits

    @property
    def originals(self) -> Path:
        """Where the files that were read are kept, by their digests."""
        return self.data_dir / "originals"

    @property
    def ledger(self) -> str:
        """The SQLAlchemy URL of the ledger."""
        return self.ledger_url or f"sqlite:///{self.data_dir / 'ledger.sqlite'}"

    @property
    def has_ledger(self) -> bool:
        """Whether there is a ledger to look into: a SQLite file that exists, or another database that was named."""
        scheme, _, file = self.ledger.partition(":///")
        return not scheme.startswith("sqlite") or Path(file).is_file()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())


def standing() -> Settings:
    """Return the settings in force, read anew only when the environment or the file has changed: tasks ask often."""
    file = config_file()
    told = tuple(sorted(item for item in os.environ.items() if item[0].upper().startswith("TALLYMAN_")))
    return _standing(told, file, file.stat().st_mtime_ns if file.is_file() else 0)


@lru_cache(1)
def _standing(_environment: tuple[tuple[str, str], ...], _file: Path, _changed: int) -> Settings:
    return settings()


def settings(**given: Any) -> Settings:
    """Return the settings in force; `given` ones that are not None win. Raises ValueError naming a wrong setting."""
    return Settings(**{name: value for name, value in given.items() if value is not None})
