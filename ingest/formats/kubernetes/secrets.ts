/** `TOKENIZER_PATH` names a tokenizer, `HF_TOKEN` a secret. */
const SECRET_NAME =
  /token(?!iz)|secret|passw|passphrase|pwd|(?:^|[_-])pass(?:$|[_-])|key|credential|(?:^|[_-])auth|private|signature|cookie|session|dsn|connection_?string/i;
/** Flags are narrower: `--max-tokens` and `--key-cache-dtype` are settings that people need to see. */
const SECRET_FLAG =
  /^--?(?:[a-z0-9]+[-_])*(?:token|secret|password|passwd|api[-_]?key|access[-_]key|private[-_]key|credentials?)$/i;
const NOT_SECRET_FLAG = /^--?(?:pad|eos|bos|unk|stop)[-_]token$/i;
const PASSWORD_IN_URL = /([a-z][a-z0-9+.-]*:\/\/[^/?#\s:@]*):[^/?#\s@]*@/gi;

/** Whether the value of an environment variable of this name is to be left out. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The text without the passwords of URLs in it. */
export function withoutPasswords(text: string): string {
  return text.includes('://') ? text.replace(PASSWORD_IN_URL, '$1@') : text;
}

/** Arguments without the values of flags such as `--api-key`, in the same argument or the next; the flags stay. */
export function withoutSecrets(args: readonly string[]): string[] {
  return args.map((argument, i) => {
    const equals = argument.indexOf('=');
    if (equals > 0 && isSecretFlag(argument.slice(0, equals))) return argument.slice(0, equals + 1);
    const isValue = i > 0 && isSecretFlag(args[i - 1] ?? '') && !argument.startsWith('-');
    return isValue ? '' : withoutPasswords(argument);
  });
}

function isSecretFlag(flag: string): boolean {
  return SECRET_FLAG.test(flag) && !NOT_SECRET_FLAG.test(flag);
}
