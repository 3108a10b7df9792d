/** Reads the settings of this machine that a build in a container needs to reach npm. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { execa } from "execa";

/** Folders of additional trusted certificates on Debian and Fedora, such as a TLS-intercepting proxy's. */
const TRUSTED = ["/usr/local/share/ca-certificates", "/etc/pki/ca-trust/source/anchors"];

/** Returns build arguments of both Dockerfiles. They stay in the build's layers and are not in the images. */
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
