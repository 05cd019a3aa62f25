#!/usr/bin/env bash
# Set Tallyman up on Debian, Ubuntu or macOS: Tesseract and fonts, .venv, the locked dependencies, Tallyman itself.
# Usage: ./setup.sh requirements.txt|requirements-dev.txt. Asks nothing; what is there already is left as it is.
set -euo pipefail
cd "$(dirname "$0")"
requirements=${1:-requirements.txt}

say() { printf '%s\n' "setup: $*" >&2; }
fail() { say "$*"; exit 1; }

TESSERACT=(tesseract-ocr tesseract-ocr-{eng,fra,deu,spa,ita,por,nld,chi-sim,osd})
FONTS=(fonts-dejavu-core fonts-liberation)
TESTED_WITH=(chromium postgresql)   # the desk in a real browser, the ledger on a real server

installed() { dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

apt() {
    local missing=() package
    for package in "$@"; do installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -eq 0 ] && return
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || fail "run as root, or install: apt-get install -y ${missing[*]}"
        root=(sudo)
    fi
    say "installing ${missing[*]}"
    if [ -z "${updated:-}" ]; then
        "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null
        updated=yes
    fi
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends "${missing[@]}" \
        >/dev/null 2> >(grep -v '^debconf: delaying' >&2 || true)
}

# A Python of 3.11 to 3.13 that can make virtual environments; the command, or nothing.
python() {
    local name
    for name in "${TALLYMAN_PYTHON:-python3}" python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

if command -v apt-get >/dev/null; then
    apt "${TESSERACT[@]}" "${FONTS[@]}"
    [ "$requirements" != requirements-dev.txt ] || apt "${TESTED_WITH[@]}"
    [ -x .venv/bin/python ] || [ -n "$(python)" ] || apt python3 python3-venv
elif command -v brew >/dev/null; then
    command -v tesseract >/dev/null || brew install --quiet tesseract tesseract-lang
    [ -x .venv/bin/python ] || [ -n "$(python)" ] || brew install --quiet python@3.13
else
    command -v tesseract >/dev/null || fail "install Tesseract 5 with its language data, then run this again"
fi

if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(python)
    [ -n "$python" ] || fail "no Python of 3.11 to 3.13 found: install one, or name it in TALLYMAN_PYTHON"
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi

# Byte-compiled at install, even where PYTHONDONTWRITEBYTECODE is set: Prefect then imports in a quarter of the time.
unset PYTHONDONTWRITEBYTECODE
pip() {
    .venv/bin/python -m pip --no-input --disable-pip-version-check --quiet --quiet "$@"
}
say "installing $requirements (a few minutes the first time)"
# The lock is complete; --no-deps because rapidocr would ask for a second OpenCV beside the headless one.
pip install --no-deps --require-hashes -r "$requirements"
pip install --no-deps --no-build-isolation --no-index --editable .
say "ready: .venv/bin/tallyman"
