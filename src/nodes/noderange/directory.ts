/** What a noderange is looked up in; the node store is one, and a test or shell completion can bring its own. */
export interface NodeDirectory {
  hasNode(name: string): boolean
  /** Every node, in natural order. */
  names(): readonly string[]
  /** The nodes of a group; undefined when there is no such group. */
  members(group: string): readonly string[] | undefined
  /** Reads one attribute of nodes; undefined when no node and no default has it. */
  attribute(name: string): ((node: string) => readonly string[]) | undefined
}
