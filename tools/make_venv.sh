#!/usr/bin/env bash
# Make the virtual environment, or leave one that works: tools/make_venv.sh PYTHON FOLDER
set -euo pipefail

python=$1
venv=$2

if ! command -v "$python" >/dev/null 2>&1; then
    echo "Python was not found as '$python'. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3.11" >&2
    exit 2
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "'$python' is $("$python" --version 2>&1); wijkfoto needs Python 3.11 or newer." >&2
    echo "Name a newer one: make PYTHON=python3.11" >&2
    exit 2
fi

if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi
if ! "$python" -m venv --clear "$venv"; then
    echo "The virtual environment could not be made. On Debian and Ubuntu: apt-get install -y python3-venv" >&2
    exit 2
fi
