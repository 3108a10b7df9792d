import { describe, expect, it } from "vitest";
import { type EngineFacts, planEngine } from "./plan";

/** A fresh Debian, as root. */
const fresh: EngineFacts = {
  host: "unix:///var/run/docker.sock",
  source: "default",
  answer: "none",
  cli: false,
  daemon: false,
  apt: true,
  root: true,
  sudo: false,
};

describe("the Docker engine", () => {
  it("is used if it runs, local or remote", () => {
    expect(planEngine({ ...fresh, answer: "running", cli: true })).toEqual({ step: "use" });
    const remote = {
      ...fresh,
      host: "tcp://docker.example.org:2376",
      source: "DOCKER_HOST",
      answer: "running",
      cli: true,
    } as const;
    expect(planEngine(remote)).toEqual({ step: "use" });
  });

  it("is installed on a fresh Debian, by root or by sudo", () => {
    const packages = ["docker-cli", "docker.io"];
    expect(planEngine(fresh)).toEqual({ step: "install", packages });
    expect(planEngine({ ...fresh, root: false, sudo: true })).toEqual({ step: "install", packages });
    expect(planEngine({ ...fresh, cli: true })).toEqual({ step: "install", packages: ["docker.io"] });
    expect(planEngine({ ...fresh, answer: "running" })).toEqual({ step: "install", packages: ["docker-cli"] });
  });

  it("is started if it is installed", () => {
    expect(planEngine({ ...fresh, cli: true, daemon: true })).toEqual({ step: "start" });
    expect(planEngine({ ...fresh, source: "state", cli: true, daemon: true })).toEqual({ step: "start" });
  });

  it.each<[string, Partial<EngineFacts>, string]>([
    [
      "no permission on the socket",
      { answer: "denied", cli: true },
      [
        "A Docker engine runs (unix:///var/run/docker.sock), but this user has no permission to use it. Access to Docker equals root. To give it: sudo usermod -aG docker $USER, then log in again (or: newgrp docker)",
        "Do not run `sudo make up`: it would leave files of root in this checkout, which later commands could not use.",
      ].join("\n"),
    ],
    [
      "DOCKER_HOST without an engine",
      { host: "tcp://10.0.0.9:2375", source: "DOCKER_HOST", cli: true },
      "DOCKER_HOST is tcp://10.0.0.9:2375, and no Docker engine answers there. Start it, or use this machine's: unset DOCKER_HOST",
    ],
    [
      "a setting dockerHost without an engine",
      { host: "tcp://10.0.0.9:2375", source: "dockerHost", cli: true },
      "The stack's setting dockerHost is tcp://10.0.0.9:2375, and no Docker engine answers there. Start it, or use this machine's: remove dockerHost from Pulumi.<stack>.yaml",
    ],
    [
      "a context without an engine",
      { host: "ssh://server", source: "context", cli: true },
      "The current Docker context is ssh://server, and no Docker engine answers there. Start it, or use this machine's: docker context use default",
    ],
    [
      "the engine of the node, by the state",
      { host: "unix:///run/user/1000/docker.sock", source: "state", cli: true },
      "By its last `up`, the stack's node is in the Docker engine unix:///run/user/1000/docker.sock, which does not answer. Start it, then run the command again.",
    ],
    [
      "a context that Pulumi does not read",
      { unusedContext: "unix:///run/user/1000/docker.sock", cli: true },
      [
        "No Docker engine answers at unix:///var/run/docker.sock. The current Docker context is unix:///run/user/1000/docker.sock, but Pulumi does not read contexts.",
        "To use that engine, for this command and for pulumi up: pulumi config set dockerHost unix:///run/user/1000/docker.sock --stack <stack>",
        "To use this machine's: docker context use default",
      ].join("\n"),
    ],
    [
      "another system",
      { apt: false },
      [
        "No Docker engine was found, and this system is neither Debian nor Ubuntu. Install Docker, then run the command again.",
        "  Linux:  https://docs.docker.com/engine/install/",
        "  macOS:  https://docs.docker.com/desktop/",
      ].join("\n"),
    ],
    [
      "neither root nor sudo, to install",
      { root: false },
      "Docker is missing, installing it requires root, and sudo is missing too. As root: apt-get install docker-cli docker.io",
    ],
    [
      "neither root nor sudo, to start",
      { root: false, cli: true, daemon: true },
      "The Docker engine is installed but does not run, and starting it requires root: sudo systemctl start docker",
    ],
  ])("reports to the operator: %s", (_case, facts, message) => {
    expect(planEngine({ ...fresh, ...facts })).toEqual({ step: "give up", message });
  });
});
