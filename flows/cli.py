"""The command line: `tallyman check`, `read`, `batch` and the others. Heavy imports wait inside the commands."""

import json
import logging
import os
import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from extractors.names import spelled
from flows import __version__
from flows.chosen import chosen_settings
from flows.cli_upkeep import audit, reference

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Reads shipping papers and says where they contradict each other, the HS code, or waste law.",
    epilog="Exit codes of check: 0 nothing above low; 1 a medium or high finding; 2 wrong usage; 3 a file not read.",
)


Paths = Annotated[list[Path], typer.Argument(help="Files, folders, ZIP or EML: the papers of one consignment.")]
Langs = Annotated[str | None, typer.Option(help="Languages to recognise, such as eng+fra; else found from the page.")]
Reader = Annotated[
    Literal["fast", "auto", "best"] | None, typer.Option(help="Effort on scans; best is slowest and surest.")
]
Json = Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the report there; - is stdout.")]


app.add_typer(reference, name="reference")
app.add_typer(audit, name="audit")


@app.callback(invoke_without_command=True)
def start(
    version: Annotated[bool, typer.Option("--version", help="Say the version.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Log what happens, and tracebacks of errors.")] = False,
) -> None:
    """Read shipping papers, and say what does not fit."""
    if debug:
        logging.basicConfig(level=logging.DEBUG, handlers=[_shown_log()])
        logging.getLogger("pdfminer").setLevel(logging.WARNING)  # tells every token
    if version:
        print(__version__)
        raise typer.Exit


@app.command()
def check(
    paths: Paths,
    *,
    declaration: Annotated[Path | None, typer.Option(help="The customs declaration, as one more paper.")] = None,
    json_file: Json = None,
    evidence: Annotated[Path | None, typer.Option(metavar="FILE.zip", help="Write an evidence pack there.")] = None,
    langs: Langs = None,
    reader: Reader = None,
) -> int:
    """Read PATHS as one consignment, cross-check it, and print the findings."""
    from flows.check_command import run_check

    chosen = chosen_settings(langs=langs, reader=reader)
    return run_check(paths, declaration=declaration, json_file=json_file, evidence=evidence, settings=chosen)


@app.command()
def read(paths: Paths, *, json_file: Json = None, langs: Langs = None, reader: Reader = None) -> int:
    """Read PATHS as one consignment without judging it; the report has no findings."""
    from flows.check_command import run_read

    return run_read(paths, json_file=json_file, settings=chosen_settings(langs=langs, reader=reader))


@app.command()
def batch(
    inbox: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Sub-folders, ZIP, EML, loose files.")],
    *,
    out: Annotated[Path | None, typer.Option(file_okay=False, help="Write reports and tables there.")] = None,
    runner: Annotated[Literal["local", "dask"], typer.Option(help="Processes on this machine, or Dask.")] = "local",
    workers: Annotated[int | None, typer.Option(min=1, help="Files read at once; default: one a core.")] = None,
    langs: Langs = None,
    reader: Reader = None,
) -> int:
    """Read and check many consignments; a second run picks up where the first one stood."""
    from flows.batch_command import run_batch

    chosen = chosen_settings(langs=langs, workers=workers, reader=reader)
    run_batch(inbox, out=out, runner=runner, settings=chosen)
    return 0


@app.command()
def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for all.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65_535, help="Port of the desk.")] = 8080,
) -> None:
    """Run the desk, Prefect's server and the scheduled flows: one command, one tree of processes, no internet."""
    from flows.serving import serve as run

    run(chosen_settings(), host, port)


@app.command()
def deploy(
    *, pool: Annotated[str, typer.Option(help="Work pool of processes; made where it is missing.")] = "tallyman"
) -> None:
    """Register the deployments and schedules with the Prefect server that PREFECT_API_URL names."""
    from flows.server import prepare

    chosen = chosen_settings()
    prepare(chosen.data_dir)
    from flows.deployments import deploy as register

    print("\n".join(register(chosen, pool)))
    print(f"Start workers with: prefect worker start --pool {pool} --limit 1")


@app.command()
def erase(consignment: Annotated[str, typer.Argument(help="Its id, as in a report.")]) -> None:
    """Erase all that is kept of a consignment: originals, pictures, readings, reports, names of files."""
    from flows.erasure import by_consignment
    from flows.ledger.place import using_ledger

    chosen = chosen_settings()
    with using_ledger(chosen.ledger) as engine:
        if not by_consignment(engine, chosen, consignment):
            raise FileNotFoundError(f"Nothing is kept of a consignment {consignment}.")
    print(f"Erased {consignment}.")


@app.command()
def evaluate(
    *,
    papers: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="Labelled consignments.")] = None,
    labels: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="Their labels, where not beside them.")
    ] = None,
    lines: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="CSV", help="Declared lines with true codes.")
    ] = None,
    json_file: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write the figures there.")] = None,
    thorough: Annotated[
        bool, typer.Option(help="Read a consignment with each mismatch as well, native and scanned; takes long.")
    ] = False,
    langs: Langs = None,
) -> None:
    """Score reading and judging against labels; without --papers or --lines, on drawn papers in held-out layouts."""
    if lines is not None:
        from flows.hs_command import run_evaluation

        run_evaluation(lines, json_file, settings=chosen_settings())
        return
    from flows.evaluation import evaluate as measure
    from flows.table import print_evaluation

    chosen = chosen_settings(langs=langs)
    found = measure(papers, labelled=labels, langs=chosen.langs, thorough=thorough).told()
    if json_file is not None:
        json_file.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print_evaluation(found)


@app.command()
def hs(
    words: Annotated[list[str], typer.Argument(metavar="CODE|TEXT|train FILE.csv", help="What to look up.")],
    *,
    reset: Annotated[bool, typer.Option(help="With train: go back to the weights that ship.")] = False,
) -> None:
    """Tell of an HS code, find codes for a description, or `hs train FILE.csv` on your own declarations."""
    from flows.hs_command import run

    run(words, back=reset, settings=chosen_settings())


@app.command()
def screen(
    lines: Annotated[Path, typer.Argument(metavar="CSV", exists=True, dir_okay=False, help="Declared lines.")],
    *,
    out: Annotated[Path | None, typer.Option(metavar="CSV", help="Write there; default: stdout.")] = None,
    expect_wrong: Annotated[
        float, typer.Option(min=0.001, max=0.999, help="Share of wrong codes to expect; sets the probability.")
    ] = 0.5,
) -> None:
    """Judge declared lines in bulk: columns description and hs_code in, mismatch and suggested codes added."""
    from flows.hs_command import run_screen

    run_screen(lines, out, wrong=expect_wrong, settings=chosen_settings())


@app.command()
def doctor() -> int:
    """Say what is installed, missing or misconfigured, and the command that mends it."""
    from flows.doctor import examine, print_findings

    return print_findings(examine(chosen_settings()))


@app.command()
def schema() -> None:
    """Print the JSON Schema of the report."""
    from models.report import Report

    print(json.dumps(Report.model_json_schema(mode="serialization"), indent=2))


def main() -> NoReturn:
    """Run the command line; errors become one line on stderr, or a traceback with --debug."""
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # Tesseract's threads cost more than they give
    arguments = sys.argv[1:]
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    debug = "--debug" in own
    if debug:  # taken anywhere, told to the callback
        arguments.remove("--debug")
        arguments.insert(0, "--debug")
    try:
        code = app(arguments, prog_name="tallyman", standalone_mode=False)
    except KeyboardInterrupt:
        code = 130
    except Exception as error:
        if debug:
            raise
        wrong, message = _told(error)
        print(f"tallyman: {spelled(message)}", file=sys.stderr)
        code = 2 if wrong else 70
    sys.exit(code if isinstance(code, int) else 0)


def _shown_log() -> logging.Handler:
    """Return a log on stderr in which what a file's name or text says does not act on the terminal."""

    class Shown(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return "\n".join(map(spelled, super().format(record).split("\n")))

    handler = logging.StreamHandler()
    handler.setFormatter(Shown(logging.BASIC_FORMAT))
    return handler


def _told(error: Exception) -> tuple[bool, str]:
    """Return whether `error` is the user's, and one line for it."""
    if hasattr(error, "format_message"):  # click's, which typer carries under its own name
        message = error.format_message().rstrip(".")
        return True, f"{message or 'No command was given'}. Try `tallyman --help`."
    from flows.faults import told

    if of_machine := told(error):
        return False, of_machine
    if isinstance(error, (OSError, ValueError)) and not isinstance(error, UnicodeError):
        return True, str(error)
    kind = type(error).__name__
    return False, f"{kind}: {' '.join(str(error).split())}. Run again with --debug and report what it prints."
