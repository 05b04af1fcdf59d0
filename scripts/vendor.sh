#!/bin/sh
# Copies front-end files out of the npm packages locked in package-lock.json:
# into static/vendor/ what browsers load, into tests/vendor/ what only tests use.
# Every package comes with its licence, every folder with SHA256SUMS; tests/test_vendor.py compares.
set -eu
cd "$(dirname "$0")/.."

npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

# copy FOLDER PACKAGE FILE...: lays the files and the licence in FOLDER, named PACKAGE.LICENSE.
copy() {
  folder=$1 package=$2
  shift 2
  for file in "$@"; do
    cp "node_modules/$package/$file" "$folder/"
  done
  cp "node_modules/$package/LICENSE" "$folder/$package.LICENSE"
}

mkdir -p static/vendor tests/vendor
copy static/vendor turndown lib/turndown.browser.es.js
copy tests/vendor axe-core axe.min.js

node - static/vendor tests/vendor <<'JS'
const { createHash } = require("node:crypto")
const { readdirSync, readFileSync, writeFileSync } = require("node:fs")
for (const folder of process.argv.slice(2)) {
  const names = readdirSync(folder).filter((name) => name !== "SHA256SUMS").sort()
  const sum = (name) => createHash("sha256").update(readFileSync(`${folder}/${name}`)).digest("hex")
  writeFileSync(`${folder}/SHA256SUMS`, names.map((name) => `${sum(name)}  ${name}\n`).join(""))
}
JS
