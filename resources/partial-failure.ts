/**
 * An update that failed after it may have changed something. Pulumi stores these properties instead of those before, and
 * updates the resource with the next `up`, even if its settings are the old ones again. Pulumi's server of a provider
 * recognises such an error by its id.
 */
export class PartialFailure extends Error {
  readonly reasons: readonly string[];

  /** @param properties of the resource for the state, secrets marked */
  constructor(
    readonly id: string,
    readonly properties: object,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    // Pulumi prints these instead of the message.
    this.reasons = [message];
  }
}
