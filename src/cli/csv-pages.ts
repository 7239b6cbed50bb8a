import { countInWords } from '#queries';
import type { Answer, Question } from '#queries';
import type { AskRequest, Estate } from '../engines/engine.ts';
import { answerCsv } from '../server/answer-csv.ts';
import type { Terminal } from './terminal.ts';

/** The most rows that one page may have. */
export const PAGE = 1000;

/**
 * Prints an answer as one sheet, page after page as they come. Where the caller asked for so many rows the sheet ends with
 * them, and stderr says that there are more: whoever counts the lines of a sheet must not take a page for the whole.
 *
 * @param answer - the first page, which `request` was answered with.
 * @throws AskError when a later page cannot be read; what was printed until then is not the whole answer.
 */
export async function printCsv(
  estate: Pick<Estate, 'ask'>,
  question: Question,
  request: AskRequest,
  answer: Answer,
  wantsAll: boolean,
  terminal: Terminal,
): Promise<void> {
  terminal.print(answerCsv(answer, question.columns));
  let page = answer;
  while (wantsAll && page.pageInfo.hasNextPage && page.pageInfo.endCursor !== null) {
    page = await estate.ask({ ...request, after: page.pageInfo.endCursor });
    terminal.print(answerCsv(page, question.columns, false));
  }
  const { endCursor, hasNextPage } = page.pageInfo;
  if (hasNextPage) {
    const total = countInWords(answer.total, 'row', 'rows');
    terminal.warn(
      `provgraph: ${page.rows.length} of ${total} are written; the next ones: --after ${endCursor ?? ''}, all of them: leave --first out.`,
    );
  }
  const unknown = answer.coverage.unknownTotal;
  if (unknown.count === 0) return;
  terminal.warn(
    `provgraph: ${countInWords(unknown, 'thing', 'things')} could not be judged, and the sheet does not list them; the same question without --csv does.`,
  );
}
