export { answerCsv } from './answer-csv.ts';
export { UploadRefused, type AcceptDocument, type DocumentUpload } from './document-upload.ts';
export { LIMITS, type Limits } from './limits.ts';
export type { Access } from './access.ts';
export type { Log, LogEntry } from './log.ts';
export { listQuestion, type QuestionListed } from './question-shape.ts';
export { ServerFailure, startServer, type RunningServer, type ServerSettings } from './start-server.ts';
export { TokenFile, TokenFileError, type TokenKept } from './token-file.ts';
