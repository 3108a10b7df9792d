/** What all simulated clouds have in common. */
import { nodeImage, RELEASE } from "../../../images/tags";
import { ensureCloudImages } from "./images";
import { preloadImages } from "./instance";

/** Builds what is missing. */
export async function prepareCloud(): Promise<void> {
  await ensureCloudImages();
  await preloadImages([nodeImage(RELEASE)]);
}
