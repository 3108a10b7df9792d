/** Returns the columns of a terminal; undefined for a file, and for a terminal without a size, such as a serial line. */
export function columnsOf(stream: object): number | undefined {
  return "columns" in stream && typeof stream.columns === "number" && stream.columns > 0 ? stream.columns : undefined;
}
