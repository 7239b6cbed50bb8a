import type { NodeLabel } from '#schema';
import { Nodes } from './nodes.ts';

/** Nodes of a store that is only read: what a computation would make gets an id below zero, and is written nowhere. */
export class DoctorNodes extends Nodes {
  readonly #made = new Map<string, number>();

  override id(label: NodeLabel, key: string): number {
    const known = this.find(label, key);
    if (known !== null) return known;
    const id = -1 - this.#made.size;
    this.#made.set(`${label} ${key}`, id);
    return id;
  }

  override find(label: NodeLabel, key: string): number | null {
    return this.#made.get(`${label} ${key}`) ?? super.find(label, key);
  }
}
