/** The archive of bytes said no: it cannot be written or read, or what it holds is damaged. The message is for people. */
export class ArchiveError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ArchiveError';
  }
}
