import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** As much of Bolt 5.4 as a driver needs to learn which server it speaks to: every message succeeds. */

const VERSION = Buffer.from([0, 0, 4, 5]);
/** Four bytes to know the protocol by, and four versions of four bytes. */
const HANDSHAKE = 20;
const GOODBYE = 0x02;

const text = (value: string): Buffer => Buffer.concat([Buffer.from([0x80 + value.length]), Buffer.from(value)]);

function success(agent: string): Buffer {
  const map = [text('server'), text(agent), text('connection_id'), text('bolt-1')];
  const message = Buffer.concat([Buffer.from([0xb1, 0x70, 0xa2]), ...map]);
  return Buffer.concat([Buffer.from([0, message.length]), message, Buffer.from([0, 0])]);
}

/**
 * Listens on loopback as a server that calls itself so, `Neo4j/5.13.0`; of at most 15 characters.
 *
 * @returns the port, and how to end it.
 */
export async function oldNeo4j(agent: string): Promise<{ readonly port: number; close(): void }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
    answer(socket, success(agent));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): void => {
    for (const socket of open) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, close };
}

function answer(socket: Socket, reply: Buffer): void {
  let isGreeted = false;
  let left = Buffer.alloc(0);
  let message = 0;
  socket.on('data', (piece: Buffer) => {
    left = Buffer.concat([left, piece]);
    if (!isGreeted && left.length >= HANDSHAKE) {
      isGreeted = true;
      left = left.subarray(HANDSHAKE);
      socket.write(VERSION);
    }
    // Chunks with their length before them; one of length 0 ends a message.
    while (isGreeted && left.length >= 2 && left.length >= 2 + left.readUInt16BE(0)) {
      const length = left.readUInt16BE(0);
      if (length === 0 && message !== GOODBYE) socket.write(reply);
      if (length > 0) message = left.readUInt8(3);
      left = left.subarray(2 + length);
    }
  });
}
