import { isIP } from 'node:net';

/** Whether only this machine can reach the address: `127.0.0.0/8`, `::1`. */
export function isLoopbackAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return address.startsWith('127.');
  return version === 6 && (address === '::1' || /^::ffff:127\./iu.test(address));
}

/** Whether a person may give this as the host to listen at. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host);
}

/**
 * Whether a `Host` header names this machine as itself. A page of another site whose name was pointed at the loopback
 * address (DNS rebinding) sends its own name here.
 */
export function isLoopbackName(header: string | undefined): boolean {
  return header !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/iu.test(header);
}
