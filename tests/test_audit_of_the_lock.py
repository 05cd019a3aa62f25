"""`make audit`: a known weakness fails it, and where nothing could be checked it says that."""

import json
import os
import subprocess
from pathlib import Path

import pytest

AUDIT = Path(__file__).parent.parent / ".ci" / "audit"
CLEAN = {"dependencies": [{"name": "pillow", "version": "1.0", "vulns": []}], "fixes": []}
WEAK = {"dependencies": [{"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}]}


@pytest.mark.parametrize(
    ("program", "code", "said"),
    [
        (None, 0, "not checked: pip-audit is not installed"),
        ("echo 'ConnectionError: no route' >&2; exit 1", 0, "not checked: pip-audit did not get through: Connection"),
        (f"echo '{json.dumps(CLEAN)}'", 0, "no known weakness"),
        (f"echo '{json.dumps(WEAK)}'; exit 1", 1, "pillow 1.0: CVE-1, mended in 1.1"),
    ],
)
def test_what_pip_audit_says_is_told(program: str | None, code: int, said: str, tmp_path: Path) -> None:
    if program is not None:
        (tmp_path / "pip-audit").write_text(f"#!/bin/sh\n{program}\n")
        (tmp_path / "pip-audit").chmod(0o755)
    told = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}/usr/bin{os.pathsep}/bin"}
    done = subprocess.run([str(AUDIT)], capture_output=True, text=True, env=told, timeout=60, check=False)
    assert (done.returncode, said in done.stdout + done.stderr) == (code, True), done
