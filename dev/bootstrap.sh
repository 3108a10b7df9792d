#!/bin/sh
# Runs a command with a Node that Pulumi supports and the packages of the lockfile, and installs both if necessary.
# usage: sh dev/bootstrap.sh COMMAND ARGUMENTS…
set -eu

# Pulumi supports Node 22 and later; 22.13 is the first that loads ES modules with require() without a flag.
minimum=22.13
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/aztec-validator"

say() { printf '%s\n' "$*" >&2; }
now() { date +%s; }

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
  [ "$major" -gt "${minimum%.*}" ] || { [ "$major" -eq "${minimum%.*}" ] && [ "$minor" -ge "${minimum#*.}" ]; }
}

# Runs a command and prints how long it took; its output is printed only if it fails.
# usage: step TITLE COMMAND ARGUMENTS…
step() {
  title=$1
  shift
  begin=$(now)
  log=$(mktemp)
  if "$@" >"$log" 2>&1; then
    say "  ✓ $title ($(($(now) - begin)) s)"
    rm -f "$log"
  else
    say "  ✗ $title"
    cat "$log" >&2
    rm -f "$log"
    exit 1
  fi
}

# Installs into a temporary folder, then renames it: an interrupted run leaves nothing that looks complete.
install_node() {
  temporary=$(mktemp -d "$cache/node.XXXXXX")
  cp dev/node/package.json dev/node/package-lock.json "$temporary"
  npm ci --prefix "$temporary" --no-audit --no-fund --loglevel=error
  ls "$temporary"/node_modules/node-*/bin/node
  mv "$temporary" "$node_home" 2>/dev/null || rm -rf "$temporary"
}

if ! new_enough; then
  # Named by the lockfile's checksum: an updated Node gets a new folder.
  node_home="$cache/node-$(cksum <dev/node/package-lock.json | cut -d' ' -f1)"
  mkdir -p "$cache"
  [ -d "$node_home" ] || step "Node from npm (this machine has $(node --version), $minimum or newer is required)" install_node
  node_bin=$(echo "$node_home"/node_modules/node-*/bin)
  PATH="$node_bin:$PATH"
fi

# Installs once for each lockfile and Node.
stamp=node_modules/.installed
expected="$(cksum <package-lock.json) $(node --version)"
install_packages() {
  rm -f "$stamp"
  npm ci --no-audit --no-fund --loglevel=error
  printf '%s\n' "$expected" >"$stamp"
}
if [ "$(cat "$stamp" 2>/dev/null)" != "$expected" ]; then step "packages from npm" install_packages; fi

# Caches compiled packages, which halves the start of Pulumi's programs.
NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/compiled}"
PATH="$PWD/node_modules/.bin:$PATH"
export NODE_COMPILE_CACHE PATH
exec "$@"
