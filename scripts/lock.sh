#!/bin/sh
# Rewrites requirements.txt and requirements-dev.txt from the ranges in pyproject.toml.
# Versions already locked are kept where they still fit; UPGRADE=1 takes the newest.
# Needs uv: the one on PATH, or one installed for the occasion.
set -eu
cd "$(dirname "$0")/.."

if command -v uv >/dev/null 2>&1; then
  uv=uv
else
  tools=$(mktemp -d)
  trap 'rm -rf "$tools"' EXIT
  .venv/bin/python -m venv "$tools/venv"
  "$tools/venv/bin/pip" install --quiet --disable-pip-version-check uv
  uv=$tools/venv/bin/uv
fi

# No header and no annotations: the files name no machine, no path, no host. Extras are kept: pip asks
# for `coverage[toml]` by that name, and an older one refuses it where only `coverage` is pinned.
compile() {
  "$uv" pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
    --no-strip-extras --no-header --no-annotate --no-emit-index-url --no-emit-find-links ${UPGRADE:+--upgrade} "$@" >/dev/null
}

compile --output-file requirements.txt
compile --extra dev --constraint requirements.txt --output-file requirements-dev.txt
