import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Access } from './access.ts';

/** A token as it is kept: what it hashes to, never itself. */
export interface TokenKept {
  /** The first 12 hexadecimal digits of the hash. */
  readonly id: string;
  /** SHA-256 of the text of the token, hexadecimal. A token is 256 random bits: a slow hash would add nothing. */
  readonly sha256: string;
  /** RFC 3339. */
  readonly createdAt: string;
}

/** What people may do with the file that holds the tokens. */
export class TokenFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TokenFileError';
  }
}

const Kept = z.strictObject({
  tokens: z.array(
    z.strictObject({
      id: z.string().regex(/^[0-9a-f]{12}$/u),
      sha256: z.string().regex(/^[0-9a-f]{64}$/u),
      createdAt: z.string(),
    }),
  ),
});

/** So that whoever finds one, or a scanner for secrets, knows what it is of. */
const PREFIX = 'provgraph_';
const BYTES = 32;

const hashOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');

/** The tokens of one data folder, `tokens.json`: read anew for every request, so that a change counts at once. */
export class TokenFile implements Access {
  readonly #folder: string;
  readonly path: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.path = join(folder, 'tokens.json');
  }

  /** @throws TokenFileError when the file cannot be read, or is not one of ours. */
  list(): readonly TokenKept[] {
    try {
      return Kept.parse(JSON.parse(readFileSync(this.path, 'utf8'))).tokens;
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
      const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it holds something else';
      throw new TokenFileError(
        `Cannot read the tokens in ${this.path} (${why}); mend the file, or remove it and create tokens anew.`,
        { cause },
      );
    }
  }

  isGuarded(): boolean {
    return this.list().length > 0;
  }

  admits(token: string): boolean {
    const shown = Buffer.from(hashOf(token), 'hex');
    // Every one is compared, in constant time each: how long it takes says nothing.
    return this.list()
      .map(({ sha256 }) => timingSafeEqual(shown, Buffer.from(sha256, 'hex')))
      .includes(true);
  }

  /** Makes a token, keeps its hash, and returns both: the token itself is nowhere else. */
  create(createdAt: string): { readonly token: string; readonly kept: TokenKept } {
    const token = PREFIX + randomBytes(BYTES).toString('base64url');
    const sha256 = hashOf(token);
    const kept = { id: sha256.slice(0, 12), sha256, createdAt };
    this.#write([...this.list(), kept]);
    return { token, kept };
  }

  /** @returns false: no token has this id. */
  revoke(id: string): boolean {
    const tokens = this.list();
    const left = tokens.filter((kept) => kept.id !== id);
    if (left.length === tokens.length) return false;
    this.#write(left);
    return true;
  }

  /** The file is whole at any moment, and its owner's alone. */
  #write(tokens: readonly TokenKept[]): void {
    mkdirSync(this.#folder, { recursive: true });
    const part = `${this.path}.${process.pid}.part`;
    writeFileSync(part, `${JSON.stringify({ tokens }, null, 2)}\n`, { mode: 0o600 });
    chmodSync(part, 0o600);
    renameSync(part, this.path);
  }
}
