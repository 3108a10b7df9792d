#!/bin/sh
# Runs a command with what the project needs to run at all: a Node that Pulumi supports, and the packages of the
# lockfile. sh dev/bootstrap.sh COMMAND ARGUMENTS…
set -eu

# Pulumi supports Node 22 and later; 22.13 is the first that loads the packages that are ES modules without a flag.
least=22.13
cd "$(dirname "$0")/.."
cache="${XDG_CACHE_HOME:-$HOME/.cache}/aztec-validator"

say() { printf '%s\n' "$*" >&2; }
now() { date +%s; }

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  say "Node and npm are not here. Any Node from 18 on will do to begin with; choose one of:"
  say "  Debian, Ubuntu:  sudo apt-get install nodejs npm"
  say "  macOS:           brew install node"
  say "  else:            https://nodejs.org/en/download"
  exit 1
fi

# Says whether the Node on PATH is new enough, from "v22.13.1".
new_enough() {
  version=$(node --version)
  version=${version#v}
  major=${version%%.*}
  rest=${version#*.}
  minor=${rest%%.*}
  [ "$major" -gt "${least%.*}" ] || { [ "$major" -eq "${least%.*}" ] && [ "$minor" -ge "${least#*.}" ]; }
}

# Does a piece of work and says how long it took; what it printed is shown if it fails.
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

# Everything is made beside its place and then moved there: what was interrupted is not taken for complete.
install_node() {
  temporary=$(mktemp -d "$cache/node.XXXXXX")
  cp dev/node/package.json dev/node/package-lock.json "$temporary"
  npm ci --prefix "$temporary" --no-audit --no-fund --loglevel=error
  ls "$temporary"/node_modules/node-*/bin/node
  mv "$temporary" "$node_home" 2>/dev/null || rm -rf "$temporary"
}

if ! new_enough; then
  # The lockfile's checksum: a newer Node in it is another folder.
  node_home="$cache/node-$(cksum <dev/node/package-lock.json | cut -d' ' -f1)"
  mkdir -p "$cache"
  [ -d "$node_home" ] || step "Node from npm (this machine's is $(node --version), at least $least is needed)" install_node
  node_bin=$(echo "$node_home"/node_modules/node-*/bin)
  PATH="$node_bin:$PATH"
fi

# One install for each lockfile and Node.
stamp=node_modules/.installed
wanted="$(cksum <package-lock.json) $(node --version)"
install_packages() {
  rm -f "$stamp"
  npm ci --no-audit --no-fund --loglevel=error
  printf '%s\n' "$wanted" >"$stamp"
}
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then step "packages from npm" install_packages; fi

# What Node has compiled of the packages once it need not again: half of the time that Pulumi's programs take to start.
NODE_COMPILE_CACHE="${NODE_COMPILE_CACHE:-$PWD/node_modules/.cache/compiled}"
PATH="$PWD/node_modules/.bin:$PATH"
export NODE_COMPILE_CACHE PATH
exec "$@"
