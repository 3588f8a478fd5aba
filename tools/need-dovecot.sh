#!/usr/bin/env bash
# One test reads a mailbox of Debian's Dovecot: as root it is installed, otherwise that test says why it is left.
set -euo pipefail
export PATH="$PATH:/usr/sbin"
command -v dovecot >/dev/null && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt=(apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20)
  "${apt[@]}" update
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install -y --no-install-recommends dovecot-imapd >/dev/null && exit 0
fi
echo "No Dovecot (apt-get install dovecot-imapd): one test of mailboxes is left out." >&2
