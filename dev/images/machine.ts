/** What of this machine's settings a build inside a container has to know to reach npm. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";

/** Where an administrator puts certificates to trust, on Debian and on Fedora: those of a proxy that opens TLS. */
const TRUSTED = ["/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors"];

/** Build arguments of both Dockerfiles. They stay in the layers of the build and are not in the images. */
export async function machineArgs(): Promise<Record<string, string>> {
  const { stdout } = await execa("npm", ["config", "get", "registry"]);
  return { NPM_CONFIG_REGISTRY: stdout.trim(), CA_CERTIFICATES: certificates() };
}

function certificates(): string {
  return TRUSTED.filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((file) => /\.(crt|pem)$/.test(file))
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
}
