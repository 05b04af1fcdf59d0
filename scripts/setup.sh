#!/bin/sh
# Makes .venv and installs the locked requirements, only when they changed.
# Usage: scripts/setup.sh run|dev. PYTHON=/path/to/python3 chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."

case "${1:-}" in
  run) lock=requirements.txt ;;
  dev) lock=requirements-dev.txt ;;
  *) echo "Usage: scripts/setup.sh run|dev" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# Prints the first interpreter that is new enough.
find_python() {
  for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if is_new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  found=${PYTHON:-python3}
  if command -v "$found" >/dev/null 2>&1 && version=$("$found" -V 2>&1); then
    say "Colloquy needs Python 3.11 or newer, and $found is $version; PYTHON=/path/to/python3 names another one."
  else
    say "Colloquy needs Python 3.11 or newer, and no $found was found; please install it."
  fi
  return 1
}

# A .venv that was interrupted, moved, or left by an older Python is made again.
if ! { [ -x .venv/bin/pip ] && is_new_enough .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null; }; then
  python=$(find_python)
  rm -rf .venv
  if ! message=$("$python" -m venv .venv 2>&1); then
    rm -rf .venv
    case $message in
      *ensurepip*) say "$python cannot make a virtual environment: install its venv package (python3-venv on Debian and Ubuntu)." ;;
      *) say "$python could not make a virtual environment in .venv: $message" ;;
    esac
    exit 1
  fi
fi

# The stamp is the lock file that was installed. The development lock holds everything of the other one,
# at the same versions, so installing it stamps both.
stamp=.venv/installed-$lock
if cmp -s "$lock" "$stamp"; then
  exit 0
fi
say "Installing the locked requirements ($lock); this happens only when they have changed ..."
rm -f "$stamp"
if ! .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r "$lock" >&2; then
  say "The requirements could not be installed; the lines above say why."
  exit 1
fi
cp "$lock" "$stamp"
if [ "$lock" = requirements-dev.txt ]; then
  cp requirements.txt .venv/installed-requirements.txt
fi
