import { nearest } from '#schema';
import type { Call, CommandShape } from '../command.ts';
import { SHELLS, completionScript } from '../completion-script.ts';
import { completionTables } from '../completion-tables.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { EVERYWHERE } from '../program.ts';

/** The command that prints completion scripts for all of these commands, itself among them. */
export function completionCommand(commands: () => readonly CommandShape[]): CommandShape {
  return {
    name: 'completion',
    doc: 'print a script by which a shell completes commands, questions, options and their values',
    operands: `<${SHELLS.join('|')}>`,
    words: SHELLS,
    options: [],
    more: [
      'bash: source <(provgraph completion bash)',
      'zsh:  source <(provgraph completion zsh)     after compinit',
      'fish: provgraph completion fish | source',
    ].join('\n'),
    run: (call) => Promise.resolve(printed(commands(), call)),
  };
}

function printed(commands: readonly CommandShape[], { operands, mistakes, terminal }: Call): ExitStatus {
  const [name = '', ...others] = operands;
  const shell = SHELLS.find((one) => one === name);
  if (name === '') mistakes.add(`Say for which shell: provgraph completion ${SHELLS.join('|')}.`);
  else if (shell === undefined) {
    const [best] = nearest(name, SHELLS);
    const hint = best === undefined ? `there are ${SHELLS.join(', ')}` : `the nearest is ${best}`;
    mistakes.add(`There is no completion for ${JSON.stringify(name)}; ${hint}.`);
  }
  if (others.length > 0) mistakes.add(`One shell at a time; ${JSON.stringify(others[0])} is one too many.`);
  mistakes.refuse();
  if (shell !== undefined) terminal.print(completionScript(shell, completionTables(commands, EVERYWHERE)));
  return EXIT.done;
}
