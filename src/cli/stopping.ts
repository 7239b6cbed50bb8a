/** How long a second signal is taken for the same one: a terminal gives it to the launcher and to us. In milliseconds. */
const SAME = 500;

let stop: AbortSignal | undefined;

/**
 * The signal that SIGINT, SIGTERM and SIGHUP abort, so that what is in hand can be finished. A second one, later, ends
 * the process at once: everything that matters is written so that this harms nothing.
 */
export function stopping(): AbortSignal {
  stop ??= listening();
  return stop;
}

function listening(): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) {
        first = Date.now();
        controller.abort();
      } else if (Date.now() - first > SAME) {
        process.exit(1);
      }
    });
  }
  return controller.signal;
}
