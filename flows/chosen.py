"""The settings as a command takes them: what cannot be used is told in one line."""

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.settings import Settings


class SettingsError(ValueError):
    """A setting that cannot be used."""


def chosen_settings(**given: object) -> "Settings":
    """Return the settings with what was `given` on the command line. Raises SettingsError."""
    from pydantic import ValidationError

    from flows.settings import settings

    try:
        return settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"The setting {where} cannot be used: {first['msg']}. Mend it in tallyman.toml or the environment."
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"tallyman.toml is not TOML: {error}. Mend or remove it.") from None
