import { spawn } from 'node:child_process';

/**
 * A shell that reads from this process: a line means that all is well and it may go; the end of the input, that this
 * process is gone. Then it ends the server in order, after twenty seconds by force, and removes the folder.
 */
const SCRIPT = `
if read -r line; then exit 0; fi
kill -TERM "$1"
tries=0
while kill -0 "$1" && [ "$tries" -lt 40 ]; do sleep 0.5; tries=$((tries + 1)); done
kill -KILL "$1"
if [ -n "$2" ]; then sleep 0.5; rm -rf -- "$2"; fi
`;

/**
 * Sees to it that a process does not outlive this one, not even when this one is killed and can run no code: the kernel
 * closes the pipe for it.
 *
 * @param removed a folder to remove then.
 * @returns lets the watch go; to be called when the process has ended.
 */
export function watchOver(pid: number, removed: string | undefined): () => void {
  const shell = spawn('sh', ['-c', SCRIPT, 'watch-over', String(pid), removed ?? ''], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  // Without a shell the watch is lost, and nothing else: the server is still ended in order.
  shell.once('error', (cause) => {
    process.emitWarning(`Neo4j may outlive this process if it is killed: ${cause.message}`);
  });
  shell.stdin.on('error', () => undefined); // The shell is gone already: so is what it was to do.
  return () => {
    shell.stdin.end('done\n');
  };
}
