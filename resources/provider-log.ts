/** Prints a line that the engine shows beside the resource. */
export function log(line: string): void {
  console.log(line);
}
