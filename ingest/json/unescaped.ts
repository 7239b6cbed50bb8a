/** What a JSON string says; `quoted` is the string as written, with its quotes. One that is no JSON is left as it is. */
export function unescaped(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return String(JSON.parse(quoted));
  } catch (cause) {
    if (cause instanceof SyntaxError) return quoted;
    throw cause;
  }
}
