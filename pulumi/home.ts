import { homedir, userInfo } from "node:os";

/** Returns the home folder as Pulumi finds it: that of the account, whatever `HOME` is. */
export function accountHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    // A user id without an account, as in some containers.
    return homedir();
  }
}
