/** Ports that outgoing connections can get, and the script that reserves them, with files in place of the kernel's. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { reserveCommand, reservedPortsFile, reservePorts, takeablePorts } from "./reserved-ports";
import { useFolder } from "../test/fixtures/folder";

const BOOT_FILE = "/etc/sysctl.d/zz-aztec-validator.conf";
const KERNEL_FILE = "/proc/sys/net/ipv4/ip_local_reserved_ports";

describe("a port", () => {
  it.each([
    ["in the range", "32768 60999", "", [40_400]],
    ["at the end of a range", "1024 40400", "", [40_400]],
    ["below it", "49152 60999", "", []],
    ["that is reserved", "32768 60999", "8080,40400", []],
    ["in a reserved range", "32768 60999", "40000-40500", []],
    ["beside a reserved range", "32768 60999", "40000-40399,40401-40500", [40_400]],
    ["of a machine whose range is not known", "", "", []],
  ])("%s: range %j, reserved %j, outgoing connections can get %j", (_, range, reserved, expected) => {
    expect(takeablePorts([40_400, 40_400], { range, reserved })).toEqual(expected);
  });

  it("is added to the ports that are reserved already", () => {
    expect(reserveCommand([40_400], { reserved: "" })).toBe(
      `echo 'net.ipv4.ip_local_reserved_ports = 40400' | sudo tee ${BOOT_FILE} && sudo sysctl -p ${BOOT_FILE}`,
    );
    expect(reserveCommand([40_400], { reserved: "8000-8010" })).toContain("= 8000-8010,40400'");
    expect(reservedPortsFile([40_400, 40_400])[2]).toBe("net.ipv4.ip_local_reserved_ports = 40400");
  });
});

describe("the script for a host", () => {
  const folder = useFolder();

  /** Runs the script on a kernel with reserved ports. @returns its output, and the last line of both files afterwards */
  function run(reserved: string, ports: readonly number[], bootFile = "boot") {
    const kernel = folder.write("kernel", `${reserved}\n`);
    const boot = folder.at(bootFile);
    // As root, so that the script's sudo runs the command itself.
    const script = `id() { echo 0; }\n${reservePorts(ports)}`
      .replaceAll(KERNEL_FILE, kernel)
      .replaceAll(BOOT_FILE, boot);
    const printed = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim();
    const read = (file: string) => {
      try {
        return readFileSync(file, "utf8").trim().split("\n").at(-1);
      } catch {
        return undefined;
      }
    };
    return [printed, read(kernel), read(boot)];
  }

  it.each([
    ["nothing", "", "40400,8082", "40400,8082"],
    ["others", "8000-8010,9000", "40400,8082", "8000-8010,9000,40400,8082"],
    ["one of them", "40000-41000", "8082", "40000-41000,8082"],
  ])("reserves the missing ports if the kernel has reserved %s", (_, before, missing, after) => {
    expect(run(before, [40_400, 8082, 40_400])).toEqual([
      `reserved, so that no outgoing connection gets it: ${missing}`,
      after,
      `net.ipv4.ip_local_reserved_ports = ${after}`,
    ]);
  });

  it("changes nothing if all are reserved", () => {
    expect(run("40400", [40_400])).toEqual(["", "40400", undefined]);
  });

  it("reports ports that it cannot reserve", () => {
    expect(run("", [40_400], "no-folder/boot")).toEqual([
      "cannot be reserved, so an outgoing connection can get it: 40400. See: aztec-validator doctor",
      "",
      undefined,
    ]);
  });
});
