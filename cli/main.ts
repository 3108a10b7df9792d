/** `aztec-validator`: a node's day beside `pulumi up`. Each command is a file beside this one. */
import { program } from "./program";
import { SettingsError } from "../settings/problems";
import { main, OperatorError } from "../terminal/output";

void main(async () => {
  try {
    await program().parseAsync();
  } catch (error) {
    throw error instanceof SettingsError ? new OperatorError(error.message) : error;
  }
});
