"""Documents that are followed to the letter: files written, lines changed, commands run, what they print compared.

A fenced block tells in its first line what it is: `new FILE` (its text), `add FILE` (rows at its end), `diff FILE`
(lines with + and -, and their place), or `console` with commands after `$ ` and what they print. In what is printed
`...` stands for anything, and a command with nothing under it must only succeed. Other blocks are for the eye alone.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
_FENCED = re.compile(r"^```([^\n`]+)\n(.*?)^```$", re.M | re.S)


class Block(NamedTuple):
    """A fenced block: the language it is in, what else its first line tells, and its text."""

    language: str
    told: str
    text: str


def blocks(document: str) -> Iterator[Block]:
    for fenced in _FENCED.finditer(document):
        language, _, told = fenced[1].partition(" ")
        yield Block(language, told, fenced[2])


def section(document: str, title: str) -> str:
    """Return the part of a document from a heading of the second order to the next."""
    found = document.partition(f"\n## {title}\n")[2]
    assert found, title
    return found.partition("\n## ")[0]


def follow(document: str, home: Path) -> int:
    """Do what the blocks of a document say, in the folder `home`; return how many commands were run."""
    ran = 0
    for block in blocks(document):
        if block.language == "console":
            for command, printed in _commands(block.text):
                _run(command, printed, home)
                ran += 1
        elif block.language == "diff":
            _change(home / block.told, block.text)
        elif block.told.startswith("new "):
            path = home / block.told.removeprefix("new ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.told.startswith("add "):
            path = home / block.told.removeprefix("add ")
            before = path.read_text(encoding="utf-8")
            assert before.endswith("\n"), path
            path.write_text(before + block.text, encoding="utf-8")
    return ran


def _commands(text: str) -> Iterator[tuple[str, str]]:
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed


def _run(command: str, printed: str, home: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", command], cwd=home, env=environment(home), capture_output=True, text=True, check=False
    )
    said = f"$ {command}\n{done.stdout}{done.stderr}"
    assert done.returncode in (0, 1), said
    assert "Traceback" not in done.stderr, said
    if printed.strip():
        wanted = ".*".join(map(re.escape, _evenly(printed).split("...")))
        assert re.fullmatch(wanted, _evenly(done.stdout), re.S), f"{said}\nbut the document says:\n{printed}"
    else:
        assert done.returncode == 0, said


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which `tallyman`, `python` and `pytest` are those of the checkout at `home`."""
    commands = home / ".commands"
    if not commands.is_dir():
        commands.mkdir()
        for name, module in (("tallyman", "-m flows"), ("python", ""), ("pytest", "-m pytest")):
            (commands / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
            (commands / name).chmod(0o755)
    code = home if (home / "flows").is_dir() else ROOT
    return {**os.environ, "PATH": f"{commands}:{os.environ['PATH']}", "PYTHONPATH": str(code), "COLUMNS": "120"}


def _evenly(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _change(path: Path, diff: str) -> None:
    lines = diff.splitlines(keepends=True)
    assert all(line[0] in " +-" for line in lines), diff
    before = "".join(line[1:] for line in lines if line[0] != "+")
    after = "".join(line[1:] for line in lines if line[0] != "-")
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path} has this {text.count(before)} times:\n{before}"
    path.write_text(text.replace(before, after), encoding="utf-8")
