/** `aztec-validator`: a node's day beside `pulumi up`. Each command is a file beside this one. */
import { program } from "./program";
import { main } from "../terminal/output";

void main(async () => {
  await program().parseAsync();
});
