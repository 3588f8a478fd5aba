#!/usr/bin/env bash
# The browser tests drive Debian's Chromium; as root it is installed, otherwise said in words.
set -euo pipefail
command -v chromium >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-core fonts-dejavu-core >/dev/null
  exit 0
fi
echo "The browser tests need Chromium: sudo apt-get install chromium fonts-noto-core" >&2
exit 1
