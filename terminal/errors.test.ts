/** What is printed of an error that ends a command: words, and a stack trace only on request. */
import { chmodSync, lstatSync } from "node:fs";
import path from "node:path";
import { expect, it, vi } from "vitest";
import { errorText, OperatorError } from "./errors";
import { useFolder } from "../test/fixtures/folder";

const CHECKOUT = path.resolve(__dirname, "..");
const systemError = (code: string, file?: string) =>
  Object.assign(new Error(`${code}: failed, open '${file ?? ""}'`), { code, ...(file ? { path: file } : {}) });

it("of the operator is printed as it is", () => {
  expect(errorText(new OperatorError("Pass --yes."))).toBe("Pass --yes.");
});

it.each([
  [
    systemError("EPERM", "/etc/other"),
    ["This user has no permission for /etc/other, so the command stopped.", "To see whose it is: ls -ld '/etc/other'"],
  ],
  [
    systemError("ENOSPC"),
    ["The disk is full: ENOSPC: failed, open ''. Free up space, then run the command again: df -h"],
  ],
  [
    systemError("EROFS", "/x"),
    ["The disk cannot be written: EROFS: failed, open '/x'. Use a checkout on a writable disk."],
  ],
])("of the file system is in words: %s", (error, lines) => {
  expect(errorText(error)).toBe(lines.join("\n"));
});

it("about a read-only file of this user's own is answered with its mode, and about another's with its owner", () => {
  const fix = (uid: number) => {
    vi.spyOn(process, "getuid").mockReturnValue(uid);
    return errorText(systemError("EACCES", path.join(CHECKOUT, "no-such-folder", "file")))
      .split("\n")
      .at(-1);
  };
  const { uid } = lstatSync(CHECKOUT);
  expect(fix(uid)).toBe(
    `The checkout is this user's, but a file or folder in it is read-only. To make it writable: chmod -R u+rwX '${CHECKOUT}'`,
  );
  expect(fix(uid + 1)).toBe(
    `A command that root ran can have left it. To own the checkout again: sudo chown -R "$(id -un)" '${CHECKOUT}'`,
  );
  vi.restoreAllMocks();
});

const folder = useFolder();

it("of the real file system has the path that the words need", () => {
  chmodSync(folder.path, 0o000);
  let error: unknown;
  try {
    // Root may read a folder without permissions, but no folder is a file.
    folder.read("x");
  } catch (caught) {
    error = caught;
  }
  chmodSync(folder.path, 0o700);
  expect(error).toMatchObject({ path: folder.at("x") });
});

it("of the program itself is one sentence, and the stack trace on request", () => {
  const error = new TypeError("x is not a function");
  expect(errorText(error, {})).toBe(
    [
      "The command stopped because of a bug in this program: x is not a function",
      "To see where, run the command again with AZTEC_VALIDATOR_TRACE=1 before it, and report its output.",
    ].join("\n"),
  );
  expect(errorText(error, { AZTEC_VALIDATOR_TRACE: "1" })).toBe(error.stack);
  expect(errorText("text", {})).toMatch(/^The command stopped because of a bug in this program: text\n/);
});
