import { join } from 'node:path';
import { folderArchive } from '../../src/archive/folder.ts';
import { openEstate } from '../../src/engines/index.ts';
import { ASKED } from '../estate/packages.ts';

/** Opens an estate in a new process and asks it once: what a server must be able to do before it is ready. */
const [data = ''] = process.argv.slice(2);
const archiveFolder = join(data, 'archive');
const archive = folderArchive(archiveFolder);
const clock = (): string => new Date().toISOString();
const estate = await openEstate({ folder: data, archive, archiveFolder, clock, serving: false });
const parameters = { package: ASKED.rare.purl.slice(0, ASKED.rare.purl.indexOf('@')) };
await estate.ask({ question: 'deployed-models-using-package', parameters });
await estate.close();
// From the start of the process, which `performance` counts from.
process.stdout.write(`${JSON.stringify({ seconds: performance.now() / 1e3, how: 'open' })}\n`);
