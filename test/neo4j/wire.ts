import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A piece of network before a server: what the server says can be held back, so that a request is in the middle of its work. */
export class Wire {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #text: string | null = null;
  #held: (() => void) | null = null;
  #isHolding = false;
  #waiting: (() => void)[] = [];

  /** @param target - the loopback port of the server. */
  constructor(target: number) {
    this.#server = createServer((near) => {
      const far = connect(target, '127.0.0.1');
      for (const socket of [near, far]) this.#keep(socket);
      near.on('data', (piece: Buffer) => {
        this.#heard(piece);
        far.write(piece);
      });
      far.on('data', (piece: Buffer) => {
        this.#pass(() => near.write(piece));
      });
      near.once('close', () => far.destroy());
      far.once('close', () => {
        this.#pass(() => near.end());
      });
    });
  }

  /** @returns the loopback port to go to instead. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resolves when a client has said this; from then on no answer gets through. */
  holdAt(text: string): Promise<void> {
    this.#text = text;
    return new Promise((resolve) => {
      this.#held = resolve;
    });
  }

  /** Lets through what was held back and what comes. */
  release(): void {
    this.#isHolding = false;
    this.#text = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const pass of waiting) pass();
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #keep(socket: Socket): void {
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    socket.on('error', () => socket.destroy()); // A server that was killed resets what was open.
  }

  #heard(piece: Buffer): void {
    if (this.#text === null || !piece.includes(this.#text)) return;
    this.#text = null;
    this.#isHolding = true;
    this.#held?.();
  }

  #pass(pass: () => void): void {
    if (this.#isHolding) this.#waiting.push(pass);
    else pass();
  }
}
