#!/usr/bin/env bash
# One slow test moves the clock during a run, by libfaketime. Install that where it is allowed; where
# it is not, the test says that it was skipped and why, and all else runs.
set -euo pipefail

found() {
    compgen -G "/usr/lib/*/faketime/libfaketime.so.1" >/dev/null
}

if found || ! command -v apt-get >/dev/null 2>&1; then
    exit 0
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || exit 0
    as_root=(sudo -n)
fi
echo "Installing libfaketime from the system's packages ..." >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq >&2 || true
"${as_root[@]}" apt-get install -y -qq --no-install-recommends libfaketime </dev/null >&2 || true
