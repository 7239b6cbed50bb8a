/** How a store stands to one numbered migration of its schema. */
export interface MigrationState {
  /** From 1, without gaps. */
  readonly n: number;
  /** What it makes, for people; null: only a newer program knows. */
  readonly makes: string | null;
  /**
   * `due`: not made, or not all of it is there. `newer`: this program does not know it. `outdated`: the store was left at an
   * older one, from which no migration leads on.
   */
  readonly state: 'applied' | 'due' | 'newer' | 'outdated';
  /** RFC 3339; null: it was not, or the time is not recorded. */
  readonly appliedAt: string | null;
}
