import type { ErrorFacts } from '../../core/errors.ts'
import type { InventoryItem, ItemType } from '../managers/inventory.ts'
import { linked, members } from './client/collection.ts'
import { ifThere } from './client/memory.ts'
import { itemOf } from './client/part.ts'
import { named } from './client/part-name.ts'
import type { JsonObject } from './client/property.ts'
import { type RedfishClient, type Resource, readObject } from './client/resource.ts'

const OPERATION = 'get_inventory'

/** Reads what parts are told of in, and keeps it, for whoever wants to see it as it came. */
export class PartSource {
  readonly #bmc: RedfishClient
  readonly #reading: { readonly operation: string; failed(facts: ErrorFacts): void }
  readonly seen = new Map<string, JsonObject>()

  /** @param failed told of a part that could not be read; the others are told of nevertheless */
  constructor(bmc: RedfishClient, failed: (facts: ErrorFacts) => void) {
    this.#bmc = bmc
    this.#reading = { operation: OPERATION, failed }
  }

  /** The members of a collection; none where there is no such. */
  async members(path: string | undefined): Promise<readonly Resource<JsonObject>[]> {
    return this.#keep((await ifThere(this.#bmc, path, (at) => members(this.#bmc, at, this.#reading))) ?? [])
  }

  /** What links lead to, as far as it is there. */
  async linked(paths: readonly string[]): Promise<readonly Resource<JsonObject>[]> {
    return this.#keep(await linked(this.#bmc, paths, this.#reading))
  }

  /** What one link leads to. */
  async one(path: string | undefined): Promise<Resource<JsonObject> | undefined> {
    const found = await ifThere(this.#bmc, path, (at) => readObject(this.#bmc, OPERATION, at))
    return this.#keep(found ? [found] : [])[0]
  }

  /** The members of a collection as parts of a type, each by its name. */
  async parts(
    path: string | undefined,
    type: ItemType,
    word: string = type,
  ): Promise<readonly InventoryItem[]> {
    const all = named(await this.members(path), word)
    return all.map(({ name, resource }) => itemOf(type, name, resource.data))
  }

  #keep(resources: readonly Resource<JsonObject>[]): readonly Resource<JsonObject>[] {
    for (const { path, data } of resources) this.seen.set(path, data)
    return resources
  }
}
