/** Runs programs and plugins in Node, each in its own process. */
const { spawn } = require("node:child_process");
const path = require("node:path");

/** @typedef {import("./sdk.cjs").Sdk} Sdk */
/** @typedef {import("@pulumi/pulumi/proto/language_pb").RunRequest} RunRequest */
/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/**
 * The options of `runtime` in Pulumi.yaml.
 *
 * @typedef {object} RuntimeOptions
 * @property {boolean} [typescript]
 * @property {string} [tsconfig]
 * @property {string} [nodeargs]
 */

/** Exit code of a program that has already reported its error to the engine. */
const REPORTED = 32;

/**
 * Starts Node on a command of the SDK, and keeps the process in `running` until it ends.
 *
 * @param {Sdk} sdk
 * @param {string} command
 * @param {readonly (string | undefined)[]} args
 * @param {import("node:child_process").SpawnOptions & { nodeArgs?: string | undefined }} options
 * @param {Set<ChildProcess>} running
 */
function start(sdk, command, args, options, running) {
  const nodeArgs = options.nodeArgs ? options.nodeArgs.split(" ").filter(Boolean) : [];
  const script = path.join(sdk.home, "cmd", command);
  const child = spawn(process.execPath, [...nodeArgs, script, ...args.filter((arg) => arg !== undefined)], {
    cwd: options.cwd,
    env: options.env,
    stdio: options.stdio,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/**
 * Returns the flags of the SDK's runner, without those that have no value.
 *
 * @param {RunRequest} request
 * @param {string | undefined} engine
 */
function runnerFlags(request, engine) {
  const values = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: request.getParallel(),
  };
  const flags = Object.entries(values).flatMap(([name, value]) => (value ? [`--${name}`, String(value)] : []));
  return [...flags, ...(request.getDryrun() ? ["--dry-run"] : []), "--query-mode", String(request.getQuerymode())];
}

/**
 * Returns the runner's environment.
 *
 * @param {RunRequest} request
 * @param {RuntimeOptions} options
 */
function runnerEnv(request, options) {
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true),
    ...(options.tsconfig && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}

/**
 * Runs a program to its end, and returns the response to the engine.
 *
 * @param {Sdk} sdk
 * @param {RunRequest} request
 * @param {string | undefined} engine
 * @param {Set<ChildProcess>} running
 * @returns {Promise<import("@pulumi/pulumi/proto/language_pb").RunResponse>}
 */
function runProgram(sdk, request, engine, running) {
  const info = request.getInfo();
  /** @type {RuntimeOptions} */
  const options = info?.getOptions()?.toJavaScript() ?? {};
  const args = [...runnerFlags(request, engine), info?.getEntryPoint() || ".", ...request.getArgsList()];
  const cwd = info?.getProgramDirectory();
  const env = runnerEnv(request, options);
  return new Promise((resolve, reject) => {
    /** @type {import("node:child_process").StdioOptions} */
    const stdio = ["ignore", "inherit", "inherit"];
    const child = start(sdk, "run", args, { cwd, env, nodeArgs: options.nodeargs, stdio }, running);
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(outcome(sdk, code, signal)));
  });
}

/**
 * @param {Sdk} sdk
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function outcome({ language }, code, signal) {
  const response = new language.RunResponse();
  if (code === REPORTED) return response.setBail(true);
  if (code === 0) return response;
  return response.setError(`the program ended with ${signal ? `signal ${signal}` : `exit code ${code}`}`);
}

/**
 * Runs a plugin that is a Node program, and streams its output to the engine.
 *
 * @param {Sdk} sdk
 * @param {import("@grpc/grpc-js").ServerWritableStream<
 *   import("@pulumi/pulumi/proto/language_pb").RunPluginRequest,
 *   import("@pulumi/pulumi/proto/language_pb").RunPluginResponse
 * >} call
 * @param {string | undefined} engine
 * @param {Set<ChildProcess>} running
 */
function runPlugin(sdk, call, engine, running) {
  const { request } = call;
  const info = request.getInfo();
  const command = request.getKind() === "analyzer" ? "run-policy-pack" : "run-plugin";
  const env = { ...process.env, ...Object.fromEntries(request.getEnvList().map((line) => line.split(/=(.*)/s, 2))) };
  const args = [engine, info?.getProgramDirectory(), ...request.getArgsList()];
  /** @type {import("node:child_process").SpawnOptions} */
  const options = { cwd: request.getPwd(), env, stdio: ["ignore", "pipe", "pipe"] };
  const child = start(sdk, command, command === "run-plugin" ? args.slice(1) : args, options, running);
  child.stdout?.on("data", (data) => call.write(new sdk.language.RunPluginResponse().setStdout(data)));
  child.stderr?.on("data", (data) => call.write(new sdk.language.RunPluginResponse().setStderr(data)));
  child.once("close", (code) => {
    call.write(new sdk.language.RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => child.kill("SIGTERM"));
}

module.exports = { runPlugin, runProgram };
