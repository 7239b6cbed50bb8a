/**
 * Whether an address names a git repository, whatever revision of it: by its scheme (`git+https:`, `git:`, `git@host:`), or by a
 * path that ends in `.git`, a revision behind it (`@main`, `#main`) left aside.
 */
export function isGitAddress(uri: string): boolean {
  if (/^(?:git\+[a-z]+:|git:|git@[^/]{1,255}:)/i.test(uri)) return true;
  if (!/^(?:https?|ssh):\/\//i.test(uri)) return false;
  const [address = ''] = uri.split(/[?#]/, 1);
  const name = address.slice(address.lastIndexOf('/') + 1);
  const [repository = ''] = name.split('@', 1);
  return /.\.git$/i.test(repository.slice(-5));
}
