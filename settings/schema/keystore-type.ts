/** The type of a whole keystore file. */
import { z } from "zod";
import { repeatedFields } from "../../keys/json";
import { partsOf, readKeystore } from "../../keys/keystore-file";
import { accountsOfFile, valueProblems } from "../keystore-content";
import { damagedValues, meantInsteadOfKeystore } from "../keystore-hints";
import { described } from "./type-description";

const REPEATED =
  "is in the file twice, and the node reads only one of the two, perhaps not the one you mean: remove the other";

/** A keystore file, replaced by its accounts. Its values follow the rules of the single settings. */
export function keystoreFile() {
  const type = z.string().superRefine((text, context) => {
    const file = readKeystore(text);
    if (typeof file === "string") {
      context.addIssue({ code: "custom", message: meantInsteadOfKeystore(text) ?? file });
      for (const { at, message } of damagedValues(text)) {
        context.addIssue({ code: "custom", message, path: [...at] });
      }
      return;
    }
    for (const place of repeatedFields(text)) context.addIssue({ code: "custom", message: REPEATED, path: [...place] });
    for (const { at, message } of valueProblems(partsOf(file))) {
      context.addIssue({ code: "custom", message, path: [...at] });
    }
  });
  return described(type, "the JSON of a keystore file", "< <file>").transform((text, context) => {
    const file = readKeystore(text);
    if (typeof file !== "string") return accountsOfFile(partsOf(file));
    context.addIssue({ code: "custom", message: file });
    return z.NEVER;
  });
}
