/** Primary result codes of SQLite that speak of the disk or the file, never of a wrong statement. */
const STORE_CODES: Readonly<Record<number, string>> = {
  3: 'permission was denied',
  5: 'another process has locked it',
  8: 'it is read-only',
  10: 'the disk gave an error',
  11: 'its file is damaged',
  13: 'there is no space left on the disk',
  14: 'its file cannot be opened',
  26: 'its file is no store',
};

/** Refusals of the operating system that people meet, in words. */
const SYSTEM_CODES: Readonly<Record<string, string>> = {
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'there is no space left on the disk',
  ENOTDIR: 'a part of the path is no folder',
};

/**
 * The sentence for an error that the operating system or the store's file gave, which nobody foresaw where it was met:
 * a full disk, a missing permission, a damaged file.
 *
 * @returns undefined for everything else, which is a bug.
 */
export function systemRefusal(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('errcode' in error && typeof error.errcode === 'number') {
    const why = STORE_CODES[error.errcode & 0xff];
    return why === undefined ? undefined : `The store cannot be used, ${why} (${error.message}).`;
  }
  if (!('syscall' in error) || !('code' in error)) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  const why = SYSTEM_CODES[String(error.code)];
  return why === undefined || path === undefined
    ? `The system refused: ${error.message}.`
    : `Cannot use ${path}: ${why}.`;
}
