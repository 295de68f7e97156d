# What ./run and ./test share: finding, and where allowed installing, what the build and the tests need.
# Sourced, never run. Everything it says goes to stderr, so that stdout belongs to the program.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true

missing=()

say() { printf '%s\n' "$*" >&2; }

# as_root CMD…: as root, or by sudo on a CI machine. Nobody's own machine is changed through a sudo they did not ask for.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif [ "${CI:-}" = true ] && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"
  else return 1
  fi
}

can_install() { command -v apt-get >/dev/null && as_root true; }

# apt_install PACKAGE…: installs without starting any service.
apt_install() {
  can_install || return 1
  say "plexus: installing $*"
  local log policy=/usr/sbin/policy-rc.d ours= rc=0
  log=$(mktemp)
  if [ ! -e $policy ]; then
    ours=1
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null && as_root chmod 755 $policy
  fi
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends)
  as_root "${install[@]}" "$@" </dev/null >"$log" 2>&1 \
    || { as_root apt-get update </dev/null >>"$log" 2>&1 && as_root "${install[@]}" "$@" </dev/null >>"$log" 2>&1; } \
    || { rc=1; tail -5 "$log" >&2; }
  [ -z "$ours" ] || as_root rm -f $policy
  rm -f "$log"
  return $rc
}

# need WHAT HOW: remembers what is missing and how to get it.
need() { missing+=("  - $1: $2"); }

# stop_if_missing: prints the list and gives up.
stop_if_missing() {
  [ ${#missing[@]} -gt 0 ] || return 0
  say "plexus: this machine lacks"
  printf '%s\n' "${missing[@]}" >&2
  exit 3
}

setup_sdk() {
  command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -qE '^1[0-9]\.' \
    || need ".NET SDK 10" "https://dotnet.microsoft.com/download/dotnet/10.0"
}

# npm only copies files here, so the Node that Debian 12 offers is new enough.
has_node() {
  command -v npm >/dev/null || return 1
  local major
  major=$(node --version 2>/dev/null | sed -E 's/^v([0-9]+).*/\1/')
  [ "${major:-0}" -ge 18 ]
}

setup_node() {
  has_node && return 0
  { apt_install nodejs npm && has_node; } || need "Node.js 18 or newer with npm (page assets)" "apt install nodejs npm, or https://nodejs.org"
}

has_sqlite() {
  [ "$(uname -s)" = Linux ] || return 0
  { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null; } | grep -q 'libsqlite3\.so\.0' \
    || ls /usr/lib/libsqlite3.so.0 /usr/lib64/libsqlite3.so.0 /usr/lib/*/libsqlite3.so.0 >/dev/null 2>&1
}

setup_sqlite() {
  has_sqlite && return 0
  { apt_install libsqlite3-0 && has_sqlite; } || need "SQLite 3.35 or newer" "apt install libsqlite3-0, or your system's sqlite package"
}

setup_build() {
  setup_sdk
  setup_node
  setup_sqlite
  stop_if_missing
}

# quietly WHAT CMD…: prints the output only when the command fails.
quietly() {
  local what=$1 log rc=0
  shift
  log=$(mktemp)
  say "plexus: $what…"
  "$@" </dev/null >"$log" 2>&1 || rc=$?
  if [ $rc != 0 ]; then
    if grep -qE '(error|warning) [A-Z]+[0-9]+' "$log"; then grep -E '(error|warning) [A-Z]+[0-9]+' "$log" | sort -u | head -40 >&2; else tail -40 "$log" >&2; fi
    say "plexus: $what failed"
  fi
  rm -f "$log"
  return $rc
}
