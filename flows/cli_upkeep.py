"""`tallyman reference ...` and `tallyman audit ...`: the code lists in use, and the log's proof."""

from pathlib import Path
from typing import Annotated

import typer

from flows.chosen import chosen_settings

reference = typer.Typer(no_args_is_help=True, help="Official code lists: import one, say which editions are in use.")
audit = typer.Typer(no_args_is_help=True, help="The log of who saw, changed and decided what.")


@reference.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="EU CN or TARIC, US HTS, UN Comtrade.")],
    *,
    edition: Annotated[str | None, typer.Option(help="Its name, such as CN2026, where the file does not tell.")] = None,
) -> None:
    """Take an official code list (CSV, XLSX or JSON) into use; one of the same name is replaced."""
    from flows.reference_command import bring_in

    print("\n".join(bring_in(file, edition, chosen_settings())))


@reference.command("drop")
def drop_list(name: Annotated[str, typer.Argument(help="The list's name, such as CN2026.")]) -> None:
    """Stop using an imported list."""
    from flows.reference_command import drop

    print("\n".join(drop(name, chosen_settings())))


@reference.command("list")
def list_editions() -> None:
    """Say which editions are in use, since when and from where."""
    from datetime import date

    from flows.reference_command import held

    print("\n".join(held(chosen_settings(), date.today())))


@audit.command("verify")
def verify_log(
    *, head: Annotated[str, typer.Option(metavar="NUMBER:DIGEST", help="A head noted earlier, to be found.")] = ""
) -> int:
    """Check the hash chain of the log; exit code 1 when an entry was changed, removed, inserted or moved."""
    from flows.audit_command import verify

    told, holds = verify(chosen_settings(), head)
    print("\n".join(told))
    return 0 if holds else 1
