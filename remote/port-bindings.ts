/** Published ports of a container, as Docker describes them. */
import { z } from "zod";

/** Ports of a container, such as `40400/udp`, and where they are on the host; null for one that is not published. */
export const portBindingsSchema = z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullable());
