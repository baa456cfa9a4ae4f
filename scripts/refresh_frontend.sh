#!/bin/sh
# Bring in the vendored front-end library again, by its package name, through npm. Give a version to move to another one.
# Usage: scripts/refresh_frontend.sh [VERSION]
set -eu
version="${1:-2.0.11}"
target="$(cd "$(dirname "$0")/.." && pwd)/src/mingxin/doors/parts/static/parts"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"
npm pack --silent "htmx.org@$version" >/dev/null
tar -xzf htmx.org-*.tgz
cp package/dist/htmx.min.js "$target/htmx.min.js"
cp package/LICENSE "$target/htmx.LICENSE.txt"
echo "htmx.org $version -> $target"
