/**
 * What the engine asks of every provider and `main` of the SDK does not pass on: the configuration, and whether a
 * creation or an update is a preview. Without it, all outputs of what is going to be updated would be unknown in a
 * preview, which they are not with the real provider.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import {
  type sendUnaryData,
  Server,
  type ServerUnaryCall,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import {
  type ConfigureRequest,
  ConfigureResponse,
  CreateRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { configure } from "./configuration";

const previewing = new AsyncLocalStorage<boolean>();

/** Whether the engine only asks what would come of it. */
export function isPreview(): boolean {
  return previewing.getStore() ?? false;
}

/** To be called once, before `main`. */
export function passOnConfigurationAndPreviews(): void {
  const addService = Reflect.get(Server.prototype, "addService");
  Server.prototype.addService = function (
    this: Server,
    service: ServiceDefinition,
    implementation: UntypedServiceImplementation,
  ) {
    implementation.configure = answerConfigure;
    for (const method of ["create", "update"]) withPreview(implementation, method);
    addService.call(this, service, implementation);
  };
}

function answerConfigure(
  call: ServerUnaryCall<ConfigureRequest, ConfigureResponse>,
  answer: sendUnaryData<ConfigureResponse>,
): void {
  configure(new Map(call.request.getVariablesMap().entries()));
  const response = new ConfigureResponse();
  response.setAcceptsecrets(true);
  response.setSupportspreview(true);
  answer(null, response);
}

function withPreview(implementation: UntypedServiceImplementation, method: string): void {
  const handle = implementation[method];
  if (!handle) throw new Error(`the SDK's provider has no ${method}`);
  implementation[method] = new Proxy(handle, {
    apply: (target, _self, words: unknown[]) =>
      previewing.run(asksPreview(words[0]), () => {
        Reflect.apply(target, implementation, words);
      }),
  });
}

function asksPreview(call: unknown): boolean {
  const request: unknown = typeof call === "object" && call !== null && "request" in call ? call.request : undefined;
  return (request instanceof CreateRequest || request instanceof UpdateRequest) && request.getPreview();
}
