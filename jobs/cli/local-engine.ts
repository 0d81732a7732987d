import type { Detector } from '../../udfs/detect/detector.js';

/** The built-in detector. */
export async function loadDetector(): Promise<Detector> {
  const { localDetector } = (await import(
    new URL('../../udfs/detect/local-detector.js', import.meta.url).href
  )) as {
    localDetector(): Detector;
  };
  return localDetector();
}
