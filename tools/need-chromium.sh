#!/usr/bin/env bash
# The browser tests drive Debian's Chromium: as root it is installed, otherwise said in words. Its shell
# without windows halves what they cost; without it they do with the browser.
set -euo pipefail
command -v chromium >/dev/null && command -v chromium-headless-shell >/dev/null && exit 0
install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  local apt=(apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20)
  "${apt[@]}" update
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends "$@" >/dev/null
}
if command -v chromium >/dev/null; then
  install chromium-headless-shell || echo "No chromium-headless-shell: the browser tests take longer." >&2
  exit 0
fi
install chromium chromium-headless-shell fonts-noto-core fonts-dejavu-core && exit 0
echo "The browser tests need Chromium: sudo apt-get install chromium chromium-headless-shell fonts-noto-core" >&2
exit 1
