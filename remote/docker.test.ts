/** What a command of Docker's answers, by a program in its place. */
import { expect, it } from "vitest";
import { useFolder } from "../test/fixtures/folder";
import { dockerRunner, nameFilter } from "./docker";

const folder = useFolder({ onPath: true });

it("a list has its lines, and a log also what the container wrote to standard error", async () => {
  const complaint = "WARNING: Error loading config file: /root/.docker/config.json: permission denied";
  folder.program("docker", `echo "$1"; echo '${complaint}' >&2; echo 'to standard error' >&2`);
  const docker = dockerRunner(["docker"]);
  expect(await docker(["ps"])).toEqual({ code: 0, text: "ps\n" });
  expect(await docker(["logs"])).toEqual({ code: 0, text: "logs\nto standard error\n" });
});

it("a filter finds one name, and not those that have another character at a dot", () => {
  const finds = (kind: "container" | "volume", found: string) =>
    new RegExp(nameFilter(kind, "aztec-validator-a.b").replace("name=", "")).test(found);
  expect(["/aztec-validator-a.b", "/aztec-validator-a-b"].map((name) => finds("container", name))).toEqual([
    true,
    false,
  ]);
  expect(["aztec-validator-a.b", "aztec-validator-axb"].map((name) => finds("volume", name))).toEqual([true, false]);
});
