#!/bin/sh
# Sees to it that the tests of exports find a LibreOffice: one that is installed, else Debian's Calc without its windows.
# Never fails: without it those tests say that they were skipped, and fail where CI=true.
set -eu
cd "$(dirname "$0")/.."

has_office() { .venv/bin/python -m tests.support.office >/dev/null 2>&1; }

if has_office; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Debian's LibreOffice Calc for the tests of exports ..." >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui; } \
    >/dev/null || echo "Debian's LibreOffice could not be installed." >&2
fi
has_office || echo "No LibreOffice was found; the tests that open files with it will say so." >&2
