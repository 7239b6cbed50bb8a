/** How large a generated estate is, and how its packages are spread. */
export interface EstateSize {
  readonly images: number;
  /** Components of each image. */
  readonly components: number;
  readonly workloads: number;
  /** `shared`: images stand on a few base images, and have their Debian packages in common with all on the same one. */
  readonly variant: 'shared' | 'unshared';
  /** How much more often popular packages are used: 0 all alike, 1 as Zipf's law says. */
  readonly skew: number;
  /** SBOMs state what depends on what, and one large image more is there. */
  readonly dependencies: boolean;
  readonly seed: number;
}

/** How many base images a shared estate stands on. */
export const BASE_IMAGES = 20;

/** Three images have the rare package; they are among those that run. */
const RARE = new Set([1, 2, 3]);

/** Components of the one large image of an estate with dependencies. */
export const LARGE = 5_000;

/** Which of the packages asked for an image has. */
export function askedIn(image: number): ('rare' | 'typical' | 'hottest')[] {
  const asked: ('rare' | 'typical' | 'hottest')[] = ['hottest'];
  if (image % 100 === 50) asked.push('typical');
  if (RARE.has(image)) asked.push('rare');
  return asked;
}

/** The base image of an image, or null where it stands on its own. */
export const baseOf = (image: number, variant: EstateSize['variant']): number | null =>
  variant === 'shared' ? image % BASE_IMAGES : null;
