/** Prepares what all lanes of the simulated AWS share. */
import { ensureNode, NODE } from "../../engine/test-image";
import { ensureCloudImages } from "./images";
import { preloadImages } from "./instance";

/** Builds missing images. */
export async function prepareCloud(): Promise<void> {
  await ensureCloudImages();
  await ensureNode();
  await preloadImages([NODE]);
}
