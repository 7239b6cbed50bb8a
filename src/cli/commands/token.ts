import { TokenFile } from '../../server/token-file.ts';
import type { TokenKept } from '../../server/token-file.ts';
import type { Call, CommandShape } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { ExitStatus } from '../exit-status.ts';
import { RunFailure } from '../mistakes.ts';

const DOES = ['create', 'list', 'revoke'] as const;

export const tokenCommand: CommandShape = {
  name: 'token',
  doc: 'make, list and revoke the tokens that provgraph serve asks for',
  operands: 'create | list | revoke <id>',
  words: DOES,
  options: [],
  more: `create prints a token, once: the data folder keeps its hash alone. From the next start on serve asks every request for one
(Authorization: Bearer <token>; the page has a form for it), and may listen beyond loopback. A revoked one ends at once.`,
  run: runToken,
};

function runToken({ operands, options, settings, mistakes, terminal }: Call): Promise<ExitStatus> {
  const [does, id, ...more] = operands;
  const known = DOES.find((name) => name === does);
  if (known === undefined)
    mistakes.add('Say what to do: provgraph token create, provgraph token list, or provgraph token revoke <id>.');
  else if (known === 'revoke' && id === undefined)
    mistakes.add('Which one? provgraph token revoke <id>; provgraph token list shows the ids.');
  else if (more.length > 0 || (known !== 'revoke' && id !== undefined))
    mistakes.add(`provgraph token ${known} takes no ${JSON.stringify(more[0] ?? id)}.`);
  mistakes.refuse();
  const file = new TokenFile(settings.data);
  const json = options.has('json');
  if (known === 'create') {
    const { token, kept } = file.create(new Date().toISOString());
    terminal.print(json ? `${JSON.stringify({ id: kept.id, token })}\n` : `${token}\n`);
    terminal.warn(`provgraph: this is shown once; ${file.path} keeps its hash, under the id ${kept.id}.`);
  } else if (known === 'list') {
    if (json)
      for (const { id: one, createdAt } of file.list()) terminal.print(`${JSON.stringify({ id: one, createdAt })}\n`);
    else for (const line of linesOf(file.list())) terminal.say(line);
  } else {
    if (!file.revoke(id ?? '')) throw new RunFailure(`No token has the id ${id}; provgraph token list shows them.`);
    const left = file.list().length;
    terminal.say(
      left > 0
        ? `Revoked ${id}; ${left} left.`
        : `Revoked ${id}; none is left. A server that runs refuses everybody; a new one listens on loopback only.`,
    );
  }
  return Promise.resolve(EXIT.done);
}

function linesOf(tokens: readonly TokenKept[]): readonly string[] {
  if (tokens.length === 0) return ['There is no token; provgraph token create makes one.'];
  return tokens.map(({ id, createdAt }) => `${id}  made ${createdAt}`);
}
