/** URLs of backends that are a folder on this machine. Pulumi decodes them, so a `#`, `%` or `?` in a path is encoded. */
import { accountHome } from "./home";

const SCHEME = "file://";

/** @param folder an absolute path */
export function fileUrl(folder: string): string {
  return SCHEME + folder.replace(/[%#?]/g, encodeURIComponent);
}

/** Returns the folder of a backend's URL; undefined for a backend elsewhere. `~` is the home folder, as in Pulumi. */
export function folderOfUrl(url: string): string | undefined {
  if (!url.startsWith(SCHEME)) return undefined;
  const [path = ""] = url.slice(SCHEME.length).split("?");
  const isEncoded = !/%(?![0-9a-f]{2})/i.test(path);
  return (isEncoded ? decodeURIComponent(path) : path).replace(/^~/, accountHome());
}
