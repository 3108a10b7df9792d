/** A script that a container runs before its node: what it sets is the node's, and what cannot be read is listed. */
import { describe, expect, it } from "vitest";
import { composeInstallation } from "./installation";

/** @param node further keys of the service @param script the file of the host that is mounted at /start.sh */
function read(node: object, script = "") {
  const service = {
    image: "aztecprotocol/aztec:5.2.0",
    environment: { IP: "20.30.40.50", LOG_LEVEL: "info" },
    volumes: ["./start.sh:/start.sh"],
    ...node,
  };
  const source = { path: "/srv/compose.yml", text: JSON.stringify({ services: { node: service } }) };
  const files: Readonly<Record<string, string>> = { "/srv/start.sh": script };
  const {
    env,
    flags,
    dropped = [],
  } = composeInstallation([source], [], {
    shell: {},
    read: (file) => files[file],
  });
  const rest = Object.fromEntries(Object.entries(env).filter(([name]) => !["PWD", "IP"].includes(name)));
  return { env: rest, flags, dropped: dropped.filter(({ from }) => from !== "entrypoint") };
}

const START = "node index.js start --node --p2p.p2pIp $$IP";
const FLAGS = { "--node": "true", "--p2p.p2pIp": "20.30.40.50" };

describe("a script in the command", () => {
  it.each([
    ["an export", `export LOG_LEVEL=debug\n${START}`],
    ["a variable of the command alone", `LOG_LEVEL=debug ${START}`],
    ["a condition that holds", `if [ -n "$$IP" ]; then export LOG_LEVEL=debug; fi; exec ${START}`],
  ])("sets by %s what the node gets", (_, script) => {
    expect(read({ command: ["sh", "-c", script] })).toEqual({ env: { LOG_LEVEL: "debug" }, flags: FLAGS, dropped: [] });
  });

  it("has the text of a file that is mounted where it prints it", () => {
    const script = `export LOG_LEVEL=$$(cat /start.sh)\n${START}`;
    expect(read({ command: ["sh", "-c", script] }, "debug\n").env).toEqual({ LOG_LEVEL: "debug" });
  });

  it.each([
    ["a command makes", `export LOG_LEVEL=$$(cat /level)\n${START}`],
    ["is set under a condition", `grep -q x /y && export LOG_LEVEL=debug\n${START}`],
  ])("leaves no value that %s, and none that it replaced", (_, script) => {
    const { env, dropped } = read({ command: ["sh", "-c", script] });
    expect([env, dropped.map(({ from }) => from)]).toEqual([{}, ["LOG_LEVEL"]]);
  });
});

describe("a script that is mounted", () => {
  const script = `#!/bin/sh\nexport LOG_LEVEL="$1"\n${START.replaceAll("$$", "$")}\n`;

  it.each([
    ["as the entrypoint", { entrypoint: ["/start.sh", "debug"] }],
    ["with a shell", { entrypoint: "bash", command: "/start.sh debug" }],
    ["with its arguments in the command", { entrypoint: ["/start.sh"], command: ["debug"] }],
  ])("%s has the node's flags and variables", (_, node) => {
    expect(read(node, script)).toMatchObject({ env: { LOG_LEVEL: "debug" }, flags: FLAGS });
  });

  it("that starts no node is listed", () => {
    const { dropped } = read({ entrypoint: ["/start.sh"] }, "#!/bin/sh\nA=1\necho hello\n");
    expect(dropped).toContainEqual({
      from: "/start.sh",
      reason: "its script starts not exactly one node, so what the script sets is not read",
    });
  });
});

it("a program of the image is listed, since nobody knows what it sets", () => {
  const { dropped } = read({ entrypoint: ["/opt/run", "fast"] });
  expect(dropped.find(({ from }) => from === "command")?.reason).toMatch(
    /^starts no node by itself, and what run sets/,
  );
});
