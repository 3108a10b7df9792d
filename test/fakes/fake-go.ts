/**
 * A fake `go`, and no other way to Pulumi. How it differs from the real one: a build waits for a file of the test instead
 * of compiling, and its result is a shell script that installs plugins as empty folders.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished, vi } from "vitest";
import { writeProgram } from "../fixtures/folder";

const GO = `#!/bin/sh
case "$1 $2" in
  "env GOVERSION") echo go1.26.0; exit ;;
  "build "*) ;;
  *) exit 1 ;;
esac
while [ "$1" != -o ]; do shift; done
name=$(basename "$2")
mkdir -p "$GOMODCACHE/$name" "$GOCACHE/$name"
echo "start $name" >> "$FAKE_GO/calls"
trap 'echo "killed $name" >> "$FAKE_GO/calls"; exit 1' TERM
while [ ! -e "$FAKE_GO/$name" ]; do sleep 0.05; done
read -r answer < "$FAKE_GO/$name"
if [ "$answer" != built ]; then echo "$answer" >&2; exit 1; fi
echo "end $name" >> "$FAKE_GO/calls"
cat > "$2" <<'SCRIPT'
#!/bin/sh
[ "$1 $2" != "plugin install" ] || mkdir -p "$PULUMI_HOME/plugins/resource-$4-v$5"
SCRIPT
chmod +x "$2"
`;

/** What is built: the command line, and the plugins. */
export const BINARIES = ["pulumi", "pulumi-resource-docker", "pulumi-resource-random"] as const;

/**
 * Puts it first on PATH until the test ends, with an empty cache; no download can be reached. The progress of the builds is
 * not printed.
 */
export function fakeGo() {
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
  });
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const folder = mkdtempSync(path.join(tmpdir(), "fake-go-"));
  mkdirSync(path.join(folder, "bin"));
  writeProgram(path.join(folder, "bin/go"), GO);
  writeProgram(path.join(folder, "bin/pulumi"), "exit 1");
  vi.stubEnv("PATH", `${folder}/bin:${process.env.PATH ?? ""}`);
  vi.stubEnv("XDG_CACHE_HOME", folder);
  vi.stubEnv("FAKE_GO", folder);
  for (const name of ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"]) vi.stubEnv(name, "");
  vi.stubGlobal("fetch", () => Promise.reject(new Error("only package registries can be reached")));
  const record = path.join(folder, "calls");
  return {
    home: path.join(folder, "home"),
    cache: path.join(folder, "aztec-validator"),
    calls: () => (existsSync(record) ? readFileSync(record, "utf8").trim().split("\n") : []),
    /** Ends a build: with success, or with the compiler's message. */
    end: (name: string, message = "built") => {
      writeFileSync(path.join(folder, name), `${message}\n`);
    },
  };
}
