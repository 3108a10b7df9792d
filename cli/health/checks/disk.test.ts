/** What `doctor` says of a disk that fills up. */
import { describe, expect, it } from "vitest";
import { settingsOf } from "../../../test/fakes/probed-hosts";
import { mainnet } from "../../../test/fixtures/stacks";
import { diskFinding, isFilling } from "./disk";

const here = { stack: "main", settings: settingsOf(mainnet) };
const disk = (free: number) => ({ value: { free, size: 100e9 } });

describe("a disk", () => {
  it("that fills up says what is there, and which images can go", () => {
    const [some, none] = ["docker image rm aztecprotocol/aztec:5.0.0", undefined].map(
      (removal) => diskFinding(disk(10e9), here, removal).remedy,
    );
    expect(some).toBe(
      "free up space on the disk of the data volume. See what is there: docker system df. Images of earlier releases that nothing uses: docker image rm aztecprotocol/aztec:5.0.0",
    );
    expect(none).toBe("free up space on the disk of the data volume. See what is there: docker system df");
  });

  it("has its old images looked up only when it fills up", () => {
    expect([disk(15e9), disk(14e9), { value: null }, {}].map(isFilling)).toEqual([false, true, false, false]);
  });
});
