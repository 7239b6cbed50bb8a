/** What lies at a path: bytes, or a symbolic link. */
export type Laid = Uint8Array | { readonly to: string };

/** A document that is bad in one way, and every receipt that it gives. */
export interface BadInput {
  readonly name: string;
  /** Where it lies in its folder, and what lies there. */
  readonly path: string;
  readonly laid: Laid;
  /** A line for each receipt: `origin outcome`, then `CODE at place` of the failure or of each remark. */
  readonly receipts: readonly string[];
  /** What the message of its failure says, where it has one. */
  readonly says?: RegExp;
}

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const json = (value: unknown): Uint8Array => text(JSON.stringify(value));
