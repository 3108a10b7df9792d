#!/bin/sh
# Runs a command with a Node that Pulumi supports and the packages of the lockfile, and installs both if necessary.
# usage: sh dev/bootstrap.sh COMMAND ARGUMENTS…
set -eu

# Pulumi supports Node 22 and later; 22.13 is the first that loads ES modules with require(), and node:sqlite, without a
# flag. Of Node 23, 23.4 is the first that has node:sqlite.
minimum=22.13
# An exported CDPATH would lead a relative path elsewhere.
CDPATH= cd -- "$(dirname -- "$0")/.."
# A timer of systemd has no HOME, and a user id of a container may have no account.
HOME=${HOME:-$(eval echo "~$(id -un 2>/dev/null)")}
case "$HOME" in /*) ;; *) HOME=/ ;; esac
export HOME
cache="${XDG_CACHE_HOME:-$HOME/.cache}/aztec-validator"

say() { printf '%s\n' "$*" >&2; }
now() { date +%s; }

# Root's files in the checkout of the user who called sudo would stop every later command of that user.
owner=$(ls -ldn . | awk '{ print $3 }')
if [ "$(id -u)" = 0 ] && [ "$owner" != 0 ] && [ "${SUDO_UID:-0}" = "$owner" ]; then
  say "This checkout belongs to ${SUDO_USER:-$SUDO_UID}, and root would leave files in it that this user cannot change."
  say "Nothing was done: run the command without sudo. If Docker refuses this user, give access to it, then log in again:"
  say "  sudo usermod -aG docker ${SUDO_USER:-\$USER}"
  exit 1
fi

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  say "Node and npm are required, and at least one is missing. Any Node from 18 on is enough to start; choose one of:"
  say "  Debian, Ubuntu:  sudo apt-get install nodejs npm"
  say "  macOS:           brew install node"
  say "  other systems:   https://nodejs.org/en/download"
  exit 1
fi

# Returns whether the Node on PATH ("v22.13.1") is new enough.
new_enough() {
  version=$(node --version)
  version=${version#v}
  major=${version%%.*}
  rest=${version#*.}
  minor=${rest%%.*}
  if [ "$major" -eq 23 ]; then
    [ "$minor" -ge 4 ]
  else
    [ "$major" -gt "${minimum%.*}" ] || { [ "$major" -eq "${minimum%.*}" ] && [ "$minor" -ge "${minimum#*.}" ]; }
  fi
}

# Runs a command and prints how long it took; its output is printed only if it fails.
# The command is a condition here, so a function that it names does not stop at the first failure: chain its steps with &&.
# usage: step TITLE COMMAND ARGUMENTS…
step() {
  title=$1
  shift
  begin=$(now)
  log=$(mktemp)
  say "  … $title"
  if "$@" >"$log" 2>&1; then
    say "  ✓ $title ($(($(now) - begin)) s)"
    rm -f "$log"
  else
    say "  ✗ $title"
    cat "$log" >&2
    rm -f "$log"
    say "Nothing runs without it. Check the network and free disk space (df -h . \"$HOME\"), then run the command again."
    exit 1
  fi
}

# Prints the program file of an installed Node. It fails if there is none.
node_in() { ls "$1"/node_modules/node-*/bin/node 2>/dev/null; }

# Installs into a temporary folder, then renames it: an interrupted or failed run leaves nothing that looks complete.
install_node() {
  temporary=$(mktemp -d "$cache/node.XXXXXX") || return 1
  cp dev/node/package.json dev/node/package-lock.json "$temporary" &&
    npm ci --prefix "$temporary" --no-audit --no-fund --loglevel=error
  if ! node_in "$temporary"; then
    rm -rf "$temporary"
    return 1
  fi
  # Another command may have installed it meanwhile. A folder without Node is left from a failed installation.
  node_in "$node_home" || rm -rf "$node_home"
  mv "$temporary" "$node_home" 2>/dev/null || rm -rf "$temporary"
  node_in "$node_home"
}

if ! new_enough; then
  needed="this machine has $(node --version), $minimum or newer is required, of Node 23 23.4 or newer"
  if [ "$(uname -s)" != Linux ]; then
    # dev/node has programs for Linux only.
    say "Node is too old: $needed. Nothing was done. Install a newer one, then run the command again; choose one of:"
    say "  macOS:          brew install node"
    say "  other systems:  https://nodejs.org/en/download"
    exit 1
  fi
  # Named by the lockfile's checksum: an updated Node gets a new folder.
  node_home="$cache/node-$(cksum <dev/node/package-lock.json | cut -d' ' -f1)"
  mkdir -p "$cache"
  node_in "$node_home" >/dev/null || step "Node from npm ($needed)" install_node
  node_bin=$(dirname "$(node_in "$node_home")")
  PATH="$node_bin:$PATH"
fi

# Installs once for each lockfile, whatever Node: no package is bound to one. Again if a program is missing that every
# command needs. A stamp of an earlier version has Node's version after the checksum.
stamp=node_modules/.installed
expected=$(cksum <package-lock.json)
installed() {
  case "$(cat "$stamp" 2>/dev/null)" in "$expected" | "$expected "*) [ -x node_modules/.bin/tsx ] ;; *) false ;; esac
}
install_packages() {
  rm -f "$stamp"
  npm ci --no-audit --no-fund --loglevel=error && printf '%s\n' "$expected" >"$stamp"
}

# Has one command at a time install: `npm ci` deletes the folder first. The lock is a link to the id of its process. One
# of a killed process does not count, nor one that is 15 minutes old: its id may belong to another program.
lock=.installing
take_lock() {
  tries=0
  while [ "$tries" -lt 1000 ] && ! ln -s "$$" "$lock" 2>/dev/null; do
    holder=$(readlink "$lock" || :)
    if [ "$tries" -lt 900 ] && [ -n "$holder" ] && kill -0 "$holder" 2>/dev/null; then
      [ "$tries" -gt 0 ] || say "  … another command (process $holder) installs the packages: waiting until it has ended"
      sleep 1
    else
      rm -f "$lock"
    fi
    tries=$((tries + 1))
  done
  trap 'rm -f "$lock"' EXIT
}
if ! installed; then
  take_lock
  if ! installed; then step "packages from npm" install_packages; fi
  # The command replaces this shell, so the trap would not run.
  rm -f "$lock"
  trap - EXIT
fi

# Pulumi and its plugins talk to each other on this machine, by a gRPC that would use the proxy for that too
# (pulumi/pulumi#18911). It accepts no spaces in the list.
if [ -n "${http_proxy:-}${https_proxy:-}${grpc_proxy:-}${HTTP_PROXY:-}${HTTPS_PROXY:-}" ]; then
  direct="${no_proxy:-${NO_PROXY:-}}"
  no_proxy=$(printf '%s' "${direct:+$direct,}localhost,127.0.0.1" | tr -d ' ')
  NO_PROXY=$no_proxy
  export no_proxy NO_PROXY
fi

# Caches compiled packages, which halves the start of Pulumi's programs.
NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/compiled}"
PATH="$PWD/node_modules/.bin:$PATH"
export NODE_COMPILE_CACHE PATH
exec "$@"
