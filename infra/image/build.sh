#!/bin/sh
# build.sh SOURCES OUT: the package as npm would publish it, with what it needs at run time and nothing else, in OUT.
# The Dockerfile runs it, and so do the tests, without Docker.
set -eu
sources=$1 out=$2
packed=$(mktemp -d)
trap 'rm -rf "$packed"' EXIT
cd "$sources"
# Installs what building needs; `prepare` builds.
[ -n "${LAKEVEIL_BUILT:-}" ] || npm ci --no-progress --no-audit --no-fund
npm pack --ignore-scripts --silent --pack-destination "$packed" >/dev/null
mkdir -p "$out"
tar -xzf "$packed"/lakeveil-*.tgz -C "$out" --strip-components=1 --no-same-owner
# The lock is no part of the package; with it exactly the tested versions are installed.
cp package-lock.json "$out"/
cd "$out"
npm ci --omit=dev --ignore-scripts --no-progress --no-audit --no-fund
rm -f package-lock.json
