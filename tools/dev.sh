#!/usr/bin/env bash
# The Dagster UI and daemon on localhost, with the same home as the command line.
set -euo pipefail

cd "$(dirname "$0")/.."

home=${WIJKFOTO_HOME:-./data}
mkdir -p "$home/dagster"
WIJKFOTO_HOME=$(cd "$home" && pwd)
DAGSTER_HOME=$WIJKFOTO_HOME/dagster
export WIJKFOTO_HOME DAGSTER_HOME

# A copy that somebody changed (other storage, say) is theirs.
if [ ! -e "$DAGSTER_HOME/dagster.yaml" ]; then
    cp dagster.yaml "$DAGSTER_HOME/dagster.yaml"
fi

exec .venv/bin/dagster dev -m pipelines.definitions -h 127.0.0.1 -p "${PORT:-3000}"
