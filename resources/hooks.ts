/**
 * The only way to give a resource hooks. A hook that waits for an output whose resource is not created before its own
 * blocks `up` for ever, without a message. So a hook names its outputs when it is created, and `withHooks` makes its
 * resource depend on theirs. The linter forbids every other way, and components/hooks.test.ts runs each hook of each stack.
 */
import * as pulumi from "@pulumi/pulumi";

type Outputs = Readonly<Record<string, pulumi.Output<unknown>>>;

/**
 * Seconds until a hook times out. Its outputs have their values before Pulumi runs it, so this is not a limit on
 * work: it ends only a wait that would never end, while Pulumi holds the stack's lock.
 */
const DEADLINE_SECONDS = 60;

/** A function that Pulumi runs in a step of a resource. Only `withHooks` can attach it to one. */
export class Hook {
  readonly #registered: pulumi.ResourceHook;
  readonly #outputs: Outputs;

  private constructor(registered: pulumi.ResourceHook, outputs: Outputs) {
    this.#registered = registered;
    this.#outputs = outputs;
  }

  /**
   * Creates a hook.
   *
   * @param name    unique in the stack
   * @param outputs all outputs whose values it needs, by names for the message
   * @param run     gets their values
   */
  static of<T extends Outputs>(
    name: string,
    outputs: T,
    run: (values: pulumi.Unwrap<T>) => Promise<void> | void,
  ): Hook {
    const registered = new pulumi.ResourceHook(name, async () => {
      await run(await valuesOf(name, outputs));
    });
    return new Hook(registered, outputs);
  }

  /** See `withHooks`. */
  static attach(options: Options, steps: Steps): pulumi.CustomResourceOptions {
    const { dependsOn = [], ...others } = options;
    const { beforeCreate = [], afterCreate = [], beforeUpdate = [] } = steps;
    const all = [...beforeCreate, ...afterCreate, ...beforeUpdate];
    const needed = [...all.flatMap((hook) => Object.values(hook.#outputs)), ...dependsOn.map(({ urn }) => urn)];
    const registered = (hooks: readonly Hook[]) => hooks.map((hook) => hook.#registered);
    return {
      ...others,
      // Pulumi takes an output's resources as dependencies, whatever its value is.
      dependsOn: pulumi.all(needed).apply((): pulumi.Resource[] => []),
      hooks: {
        beforeCreate: registered(beforeCreate),
        afterCreate: registered(afterCreate),
        beforeUpdate: registered(beforeUpdate),
      },
    };
  }
}

/** When hooks run. */
export interface Steps {
  readonly beforeCreate?: readonly Hook[];
  readonly afterCreate?: readonly Hook[];
  readonly beforeUpdate?: readonly Hook[];
}

export type Options = Omit<pulumi.CustomResourceOptions, "hooks" | "dependsOn"> & {
  readonly dependsOn?: readonly pulumi.Resource[];
};

/** Adds hooks to a resource's options, and makes the resource depend on everything that they wait for. */
export function withHooks(options: Options, steps: Steps): pulumi.CustomResourceOptions {
  return Hook.attach(options, steps);
}

/**
 * Returns options for resources with a hook that runs when a step of one fails. The hook waits for no output, so it cannot
 * block. The step is not tried again.
 *
 * @param name    unique in the stack
 * @param explain gets the error; what it returns is printed beside it
 */
export function explainingErrors(
  name: string,
  explain: (error: string) => string | undefined,
): Pick<pulumi.CustomResourceOptions, "hooks"> {
  const hook = new pulumi.ErrorHook(name, ({ errors: [error = ""] }) => {
    const text = explain(error);
    if (text !== undefined) void pulumi.log.error(text);
    return false;
  });
  return { hooks: { onError: [hook] } };
}

/** Returns options of a component's children with the component's hooks, which Pulumi does not pass on. */
export function childOptions(parent: pulumi.ComponentResource, { hooks }: pulumi.ComponentResourceOptions = {}) {
  return hooks ? { parent, hooks } : { parent };
}

/** Waits for all outputs. @throws after the deadline, with the names of the hook and of the outputs without a value */
async function valuesOf<T extends Outputs>(hook: string, outputs: T): Promise<pulumi.Unwrap<T>> {
  const missing = new Set(Object.keys(outputs));
  for (const [name, output] of Object.entries(outputs)) output.apply(() => missing.delete(name));
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(deadlineText(hook, [...missing])));
    }, DEADLINE_SECONDS * 1000);
  });
  const values = new Promise<pulumi.Unwrap<T>>((resolve) => void pulumi.output(outputs).apply(resolve));
  try {
    return await Promise.race([values, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

function deadlineText(hook: string, missing: readonly string[]): string {
  const what = missing.join(" and ");
  return `The hook ${hook} waited ${DEADLINE_SECONDS} s for ${what}, which got no value: Pulumi does not make it before this resource. This is a bug in aztec-validator, not in your settings: please report it with this text.`;
}
