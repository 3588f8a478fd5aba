#!/usr/bin/env bash
# Some tests talk with Debian's Dovecot and Postfix: as root they are installed, and not started; otherwise
# those tests say why they are left out.
set -euo pipefail
export PATH="$PATH:/usr/sbin" DEBIAN_FRONTEND=noninteractive
need=()
command -v dovecot >/dev/null || need+=(dovecot-imapd)
command -v postfix >/dev/null || need+=(postfix)
[ ${#need[@]} -eq 0 ] && exit 0
missing=("${need[@]}")
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt=(apt-get -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20)
  "${apt[@]}" update || true
  # Without a configuration of its own Debian's Postfix does not start; another mail server is not put out.
  echo "postfix postfix/main_mailer_type select No configuration" | debconf-set-selections
  missing=()
  for package in "${need[@]}"; do
    "${apt[@]}" install -y --no-install-recommends --no-remove "$package" >/dev/null || missing+=("$package")
  done
fi
[ ${#missing[@]} -eq 0 ] || echo "No ${missing[*]} (apt-get install): tests with them are left out." >&2
