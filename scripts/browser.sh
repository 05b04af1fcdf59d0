#!/bin/sh
# Sees to it that the browser tests find a Chromium: one that is installed, else Debian's, else Playwright's own.
# Never fails: without a browser those tests say that they were skipped, and fail where CI=true.
set -eu
cd "$(dirname "$0")/.."

has_browser() { .venv/bin/python -m tests.support.browser >/dev/null 2>&1; }

if has_browser; then
  exit 0
fi
if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Debian's chromium for the browser tests ..." >&2
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation; } \
    >/dev/null || echo "Debian's chromium could not be installed." >&2
fi
if ! has_browser; then
  echo "Installing Playwright's chromium for the browser tests ..." >&2
  .venv/bin/python -m playwright install chromium || echo "No browser could be installed; the browser tests will say so." >&2
fi
