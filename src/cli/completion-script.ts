import type { CompletionOption, CompletionTable } from './completion-tables.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** The script that teaches a shell to complete this program. It holds everything: no process is started by a tab. */
export function completionScript(shell: Shell, tables: readonly CompletionTable[]): string {
  if (shell === 'fish') return fishScript(tables);
  return shell === 'bash' ? `${portable(tables)}${BASH}` : `#compdef provgraph\n${portable(tables)}${ZSH}`;
}

const flag = ({ name }: CompletionOption): string => `--${name}`;

/** Functions that bash and zsh read alike: what may follow a command, and what an option takes. */
function portable(tables: readonly CompletionTable[]): string {
  const branch = (pattern: string, reply: string): string => `    ${single(pattern)}) echo ${single(reply)} ;;\n`;
  const words = tables.filter((table) => table.words.length > 0 || table.files);
  const replies = tables.flatMap(({ path, options }) =>
    options.flatMap((option) => {
      const { value } = option;
      if (value === null || value.kind === 'any') return [];
      return [
        branch(`${path} ${flag(option)}`.trim(), value.kind === 'words' ? value.words.join(' ') : `<${value.kind}>`),
      ];
    }),
  );
  const list = (reply: (table: CompletionTable) => string): string =>
    tables.map((table) => branch(table.path, reply(table))).join('');
  return [
    '# What may follow a command; <files> where its operands are files.\n',
    shellFunction('_provgraph_words', words.map((table) => branch(table.path, wordsOf(table))).join('')),
    '# The options of a command.\n',
    shellFunction(
      '_provgraph_options',
      list(({ options }) => options.map(flag).join(' ')),
    ),
    '# Those of them that take a value.\n',
    shellFunction(
      '_provgraph_valued',
      list(({ options }) =>
        options
          .filter(({ value }) => value !== null)
          .map(flag)
          .join(' '),
      ),
    ),
    '# The values of an option of a command, where they are a closed list, files or folders.\n',
    shellFunction('_provgraph_values', replies.join('')),
    PATH,
  ].join('');
}

const wordsOf = ({ words, files }: CompletionTable): string =>
  [...words.map(({ word }) => word), ...(files ? ['<files>'] : [])].join(' ');

const shellFunction = (name: string, branches: string): string => `${name}() {\n  case "$1" in\n${branches}  esac\n}\n`;

/** The command that is being written, from the words before the one under the cursor. */
const PATH = `# The command that the words given make, and after it the option that waits for its value, if one does.
_provgraph_at() {
  local at='' waiting='' word
  for word in "$@"; do
    if [ -n "$waiting" ]; then
      waiting=''
      continue
    fi
    case "$word" in
      -*) case " $(_provgraph_valued "$at") " in *" $word "*) waiting="$word" ;; esac ;;
      *) case " $(_provgraph_words "$at") " in
        *" $word "*) if [ -n "$(_provgraph_options "\${at:+$at }$word")" ]; then at="\${at:+$at }$word"; fi ;;
      esac ;;
    esac
  done
  echo "$at|$waiting"
}
# What the word under the cursor may be, from the words before it and the word as far as it is written.
_provgraph_candidates() {
  local word="$1" found at waiting
  shift
  found="$(_provgraph_at "$@")"
  at="\${found%%|*}"
  waiting="\${found#*|}"
  if [ -n "$waiting" ]; then
    _provgraph_values "\${at:+$at }$waiting"
    return
  fi
  case "$word" in
    -*) _provgraph_options "$at" ;;
    *) _provgraph_words "$at" ;;
  esac
}
`;

const BASH = `_provgraph() {
  local word="\${COMP_WORDS[COMP_CWORD]}" candidates
  local -a before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}")
  # --option=value is three words here.
  if [ "$word" = '=' ]; then word=''; fi
  if [ "\${#before[@]}" -gt 0 ] && [ "\${before[-1]}" = '=' ]; then unset 'before[-1]'; fi
  candidates="$(_provgraph_candidates "$word" "\${before[@]}")"
  COMPREPLY=()
  case "$candidates" in
    *'<files>'*) mapfile -t COMPREPLY < <(compgen -f -- "$word") ; compopt -o filenames 2>/dev/null ;;
    *'<folders>'*) mapfile -t COMPREPLY < <(compgen -d -- "$word") ; compopt -o filenames 2>/dev/null ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$word") ;;
  esac
}
complete -F _provgraph provgraph
`;

const ZSH = `_provgraph() {
  local candidates
  candidates="$(_provgraph_candidates "\${words[CURRENT]}" "\${(@)words[2,CURRENT-1]}")"
  case "$candidates" in
    *'<files>'*) _files ;;
    *'<folders>'*) _files -/ ;;
    *) compadd -- \${=candidates} ;;
  esac
}
if [ "\${funcstack[1]}" = _provgraph ]; then _provgraph "$@"; else compdef _provgraph provgraph; fi
`;

/** For a single-quoted word of any of the shells' syntaxes that needs no escape beyond the quote itself. */
const single = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const fishWord = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fishScript(tables: readonly CompletionTable[]): string {
  const valued = tables.map(({ path, options }) => {
    const flags = options.filter(({ value }) => value !== null).map(flag);
    return `    case ${fishWord(path)}\n      printf '%s\\n' ${flags.join(' ')}\n`;
  });
  const paths = tables.map(({ path }) => path).filter((path) => path !== '');
  return [
    '# The options of a command that take a value.\n',
    `function __provgraph_valued\n  switch "$argv"\n${valued.join('')}  end\nend\n`,
    `set -g __provgraph_paths ${paths.map(fishWord).join(' ')}\n`,
    FISH_PATH,
    'complete -c provgraph -f\n',
    ...tables.flatMap(fishLines),
  ].join('');
}

const FISH_PATH = `# Whether the words before the cursor make this command.
function __provgraph_at
  set -l at
  set -l waiting 0
  for word in (commandline -opc)[2..-1]
    if test $waiting = 1
      set waiting 0
    else if string match -q -- '-*' $word
      contains -- $word (__provgraph_valued "$at"); and set waiting 1
    else if contains -- (string join ' ' $at $word) $__provgraph_paths
      set at (string join ' ' $at $word)
    end
  end
  test "$at" = "$argv"
end
`;

function fishLines({ path, words, options, files }: CompletionTable): string[] {
  const head = `complete -c provgraph -n ${fishWord(`__provgraph_at ${fishWord(path)}`)}`;
  const described = (doc: string): string => (doc === '' ? '' : ` -d ${fishWord(doc.split('\n', 1)[0] ?? '')}`);
  const taken = (value: CompletionOption['value']): string => {
    if (value === null) return '';
    switch (value.kind) {
      case 'words':
        return ` -x -a ${fishWord(value.words.join(' '))}`;
      case 'files':
        return ' -r -F';
      case 'folders':
        return " -x -a '(__fish_complete_directories)'";
      case 'any':
        return ' -x';
    }
  };
  return [
    ...words.map(({ word, doc }) => `${head} -a ${fishWord(word)}${described(doc)}\n`),
    ...(files ? [`${head} -F\n`] : []),
    ...options.map(({ name, value, doc }) => `${head} -l ${name}${taken(value)}${described(doc)}\n`),
  ];
}
