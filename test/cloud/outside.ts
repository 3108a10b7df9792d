/** Connects to a validator from elsewhere on the simulated internet. */
import { execa } from "execa";
import { discv5Question } from "../../cli/health/probe/p2p-dial";
import { MACHINE_IMAGE } from "../aws-simulator/ec2/images";
import { INTERNET, onInternet } from "../aws-simulator/ec2/names";

/** An address that no stack of these tests has in its settings. */
const STRANGER = onInternet(66);

/** Returns the TCP ports that a stranger can connect to, within 3 seconds each. */
export async function openToStrangers(host: string, ports: readonly number[]): Promise<number[]> {
  const tries = ports.map((port) => `(nc -z -w 3 ${host} ${port} && echo ${port}) &`).join(" ");
  const { stdout } = await stranger(`${tries} wait`, "");
  return stdout
    .split("\n")
    .filter(Boolean)
    .map(Number)
    .sort((a, b) => a - b);
}

/** Returns the bytes that a node answers to a stranger's discv5 message within 3 seconds. */
export async function answerToStranger(host: string, port: number, enr: string): Promise<number> {
  const { stdout } = await stranger(`nc -u -w 3 ${host} ${port} | wc -c`, discv5Question(enr));
  return Number(stdout);
}

function stranger(script: string, input: Buffer | string) {
  const place = ["--network", INTERNET.name, "--ip", STRANGER];
  const args = ["run", "--rm", "--interactive", ...place, "--entrypoint", "sh", MACHINE_IMAGE, "-c", script];
  return execa("docker", args, { input, reject: false });
}

/** Returns the TCP ports that this machine can connect to: its address is in the stack's settings. */
export async function openToUs(host: string, ports: readonly number[]): Promise<number[]> {
  const tries = ports.map(async (port) => {
    const { exitCode } = await execa("bash", ["-c", `exec 3<>/dev/tcp/${host}/${port}`], {
      reject: false,
      timeout: 3000,
    });
    return exitCode === 0 ? [port] : [];
  });
  return (await Promise.all(tries)).flat();
}
