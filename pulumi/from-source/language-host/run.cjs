/** Programs and plugins in Node, each in a process of its own. */
const { spawn } = require("node:child_process");
const path = require("node:path");

/** The exit code of a program that has told the engine what is wrong: nothing is to be added. */
const TOLD_ALREADY = 32;

/** Starts Node on a command of the SDK, and forgets the process when it ends. */
function start(sdk, command, words, options, running) {
  const nodeArgs = options.nodeArgs ? options.nodeArgs.split(" ").filter(Boolean) : [];
  const script = path.join(sdk.home, "cmd", command);
  const child = spawn(process.execPath, [...nodeArgs, script, ...words], {
    cwd: options.cwd,
    env: options.env,
    stdio: options.stdio,
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}

/** The flags that the SDK's runner takes; those without a value are left out. */
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

/** What the runner reads from its environment. */
function runnerEnv(request, options) {
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true),
    ...(options.tsconfig && { PULUMI_NODEJS_TSCONFIG_PATH: options.tsconfig }),
  };
}

/** Runs a program to its end. @returns what the engine is told */
function runProgram(sdk, request, engine, running) {
  const info = request.getInfo();
  const options = info.getOptions()?.toJavaScript() ?? {};
  const words = [...runnerFlags(request, engine), info.getEntryPoint() || ".", ...request.getArgsList()];
  const process = {
    cwd: info.getProgramDirectory(),
    env: runnerEnv(request, options),
    nodeArgs: options.nodeargs,
    stdio: ["ignore", "inherit", "inherit"],
  };
  return new Promise((resolve, reject) => {
    const child = start(sdk, "run", words, process, running);
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(outcome(sdk, code, signal)));
  });
}

function outcome({ language }, code, signal) {
  const response = new language.RunResponse();
  if (code === TOLD_ALREADY) return response.setBail(true);
  if (code === 0) return response;
  return response.setError(`the program ended with ${signal ? `signal ${signal}` : `exit code ${code}`}`);
}

/** Runs a plugin that is a Node program; what it prints goes to the engine as it comes. */
function runPlugin(sdk, call, engine, running) {
  const { request } = call;
  const info = request.getInfo();
  const command = request.getKind() === "analyzer" ? "run-policy-pack" : "run-plugin";
  const env = { ...process.env, ...Object.fromEntries(request.getEnvList().map((line) => line.split(/=(.*)/s, 2))) };
  const words = [engine, info.getProgramDirectory(), ...request.getArgsList()];
  const options = { cwd: request.getPwd(), env, stdio: ["ignore", "pipe", "pipe"] };
  const child = start(sdk, command, command === "run-plugin" ? words.slice(1) : words, options, running);
  child.stdout.on("data", (data) => call.write(new sdk.language.RunPluginResponse().setStdout(data)));
  child.stderr.on("data", (data) => call.write(new sdk.language.RunPluginResponse().setStderr(data)));
  child.once("close", (code) => {
    call.write(new sdk.language.RunPluginResponse().setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => child.kill("SIGTERM"));
}

module.exports = { runPlugin, runProgram };
