/** The program `aztec-validator`. Each command is a file or a folder beside this one. */
import { program } from "./program";
import { main } from "../terminal/output";

void main(async () => {
  await program().parseAsync();
});
