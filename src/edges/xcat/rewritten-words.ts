/**
 * The words as an operator typed them: xCAT's Perl side puts `get` or `set` before those of rspconfig, and `--id` before the id
 * of a dump (refactor_args in openbmc2.pm).
 */
export function wordsAsTyped(command: string, args: readonly string[]): readonly string[] {
  if (command !== 'rspconfig') return args
  const [first] = args
  const typed = first === 'get' || first === 'set' ? args.slice(1) : args
  return typed[0] === 'dump' ? typed.filter((word) => word !== '--id') : typed
}
