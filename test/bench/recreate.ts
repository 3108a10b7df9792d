/**
 * Recreates a container as `docker compose up` does when its image or configuration changed: it creates the new container
 * under another name, stops and removes the old one, renames the new one and starts it. Many hosts have no Compose, so the
 * calls of the engine's API are made here, by the configuration that the engine reports of the old container.
 */
import { request } from "node:http";
import { z } from "zod";
import { docker } from "../engine/test-stack";

const inspectedSchema = z.tuple([
  z.object({
    Config: z.record(z.string(), z.unknown()),
    HostConfig: z.record(z.string(), z.unknown()),
    NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()) }),
  }),
]);
const createdSchema = z.object({ Id: z.string() });

/** @param host of the engine, as DOCKER_HOST has it: a socket of this machine */
export async function recreate(container: string, host: string): Promise<void> {
  const [{ Config, HostConfig, NetworkSettings }] = inspectedSchema.parse(
    JSON.parse(await docker("container", "inspect", container)),
  );
  const [first = "", ...others] = Object.keys(NetworkSettings.Networks);
  // The old container's id is the host name that the engine gave it.
  const body = {
    ...Config,
    Hostname: "",
    HostConfig: { ...HostConfig, NetworkMode: first },
    NetworkingConfig: { EndpointsConfig: { [first]: {} } },
  };
  const next = `${container}-next`;
  const { Id } = createdSchema.parse(await post(host, `/containers/create?name=${next}`, body));
  for (const network of others) await docker("network", "connect", network, Id);
  await docker("stop", container);
  await docker("rm", container);
  await docker("rename", next, container);
  await docker("start", container);
}

/** @throws with the engine's message, if it refuses */
function post(host: string, path: string, body: unknown): Promise<unknown> {
  const socketPath = /^unix:\/\/(.+)$/.exec(host)?.[1];
  if (socketPath === undefined) throw new Error(`The benchmark needs an engine on this machine, and not ${host}.`);
  const headers = { "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, method: "POST", headers }, (response) => {
      let text = "";
      response.on("data", (part: Buffer) => (text += part.toString()));
      response.on("end", () => {
        if (response.statusCode === 201) resolve(JSON.parse(text));
        else reject(new Error(text));
      });
    });
    sent.once("error", reject);
    sent.end(JSON.stringify(body));
  });
}
