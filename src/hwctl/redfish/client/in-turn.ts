/** Works on several resources of one BMC one after the other, as it has one connection. Why one: docs/decisions/one-connection.md. */
export async function inTurn<T, R>(
  things: readonly T[],
  work: (thing: T) => Promise<R>,
): Promise<readonly R[]> {
  const done: R[] = []
  for (const thing of things) done.push(await work(thing))
  return done
}
