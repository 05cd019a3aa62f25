"""What an operator may set: TALLYMAN_* in the environment, over `tallyman.toml`, over these defaults."""

import os
import sys
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from checks.tolerances import Tolerances
from extractors.limits import Limits, Reader
from flows.desk_settings import DeskSettings
from models.finding import Severity

RunnerName = Literal["local", "dask"]


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
    seconds_per_file: float = Field(default=300.0, gt=0)  # a reader that takes longer is stopped
    megabytes_per_reader: int = Field(default=4_000, ge=500)  # address space of a process that reads
    reader: Reader = "auto"  # how hard scans are looked at: fast (Tesseract), auto, best (second reader)
    limits: dict[str, int | float] = {}  # overrides for extractors.limits.Limits, by name
    severities: dict[str, Severity] = {}  # finding code -> severity, over the rule's own
    tolerances: dict[str, Decimal] = {}  # overrides for checks.tolerances.Tolerances, by name
    dask_address: str = ""  # empty: `--runner dask` starts a cluster on this machine
    evidence_dpi: int = Field(default=150, ge=50, le=300)  # of the pictures in an evidence pack
    desk: DeskSettings = DeskSettings()

    @property
    def reading_limits(self) -> dict[str, int | float | str]:
        """The overrides of `extractors.limits.Limits` in force."""
        return {**self.limits, "reader": self.reader}

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


def settings(**given: Any) -> Settings:
    """Return the settings in force; `given` ones that are not None win. Raises ValueError naming a wrong setting."""
    return Settings(**{name: value for name, value in given.items() if value is not None})
