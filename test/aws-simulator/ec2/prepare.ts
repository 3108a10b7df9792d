/** What all simulated clouds have in common. */
import { ensureNode, NODE } from "../../engine/test-image";
import { ensureCloudImages } from "./images";
import { preloadImages } from "./instance";

/** Builds what is missing. */
export async function prepareCloud(): Promise<void> {
  await ensureCloudImages();
  await ensureNode();
  await preloadImages([NODE]);
}
