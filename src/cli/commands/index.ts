import type { CommandShape } from '../command.ts';
import { askCommand } from './ask.ts';
import { copyCommand } from './copy.ts';
import { demoCommand } from './demo.ts';
import { completionCommand } from './completion.ts';
import { doctorCommand } from './doctor.ts';
import { failuresCommand } from './failures.ts';
import { ingestCommand } from './ingest.ts';
import { migrateCommand } from './migrate.ts';
import { rereadCommand } from './reread.ts';
import { serveCommand } from './serve.ts';
import { showCommand } from './show.ts';
import { tokenCommand } from './token.ts';
import { withdrawCommand } from './withdraw.ts';

/** Every command of this version, in the order of the help. */
export const COMMANDS: readonly CommandShape[] = [
  ingestCommand,
  askCommand,
  showCommand,
  serveCommand,
  rereadCommand,
  withdrawCommand,
  failuresCommand,
  doctorCommand,
  migrateCommand,
  copyCommand,
  tokenCommand,
  demoCommand,
  completionCommand(() => COMMANDS),
];
