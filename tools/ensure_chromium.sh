#!/usr/bin/env bash
# The browser tests use the system's Chromium. Find it, or install it where that is allowed.
# $CHROMIUM names one that is not on PATH.
set -euo pipefail

found() {
    if [ -n "${CHROMIUM:-}" ]; then
        [ -x "$CHROMIUM" ]
        return
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        if command -v "$name" >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

if found; then
    exit 0
fi

if command -v apt-get >/dev/null 2>&1; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        as_root=(sudo -n)
    fi
    if [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; then
        echo "Installing Chromium from the system's packages ..." >&2
        export DEBIAN_FRONTEND=noninteractive
        "${as_root[@]}" apt-get update -qq >&2 || true
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends \
            chromium fonts-liberation </dev/null >&2 || true
        if found; then
            exit 0
        fi
    fi
fi

echo "The browser tests need Chromium, and it is not installed. Run this, then try again:" >&2
echo "    sudo apt-get install -y chromium fonts-liberation" >&2
echo "(or set CHROMIUM to the path of a Chromium or Chrome)" >&2
exit 1
