import { StoreUnavailableError } from '../errors/store.js'

/** Where to find the database. */
export type DatabaseParameters = {
  /** Default: the browser's. */
  indexedDB?: IDBFactory | undefined
  /** Name of the database. Default: `'latchkey'`. */
  name?: string | undefined
}

type Table = 'encryptionKeys' | 'records'

/**
 * Does some work in one transaction of the database, and resolves when it is on disk. What `work` throws, in a request's handler too,
 * undoes all of it.
 *
 * @internal
 */
export async function transact<value>(
  parameters: DatabaseParameters & {
    mode: IDBTransactionMode
    table: Table
    work: (
      store: IDBObjectStore,
      step: <result>(request: IDBRequest<result>, next: (result: result) => void) => void,
      resolve: (value: value) => void,
    ) => void
  },
): Promise<value> {
  const { mode, table, work } = parameters
  // Opened each time: a connection that stays open would keep a later version of the page from its upgrade.
  const database = await open(parameters)
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(table, mode)
      let value: value
      let fault: unknown
      transaction.oncomplete = () => resolve(value)
      transaction.onabort = () => reject(fault ?? unavailable(transaction.error))
      const guard = (run: () => void) => {
        try {
          run()
        } catch (error) {
          fault = error
          transaction.abort()
        }
      }
      guard(() =>
        work(
          transaction.objectStore(table),
          (request, next) => {
            request.onsuccess = () => guard(() => next(request.result))
          },
          (result) => {
            value = result
          },
        ),
      )
    })
  } finally {
    database.close()
  }
}

/** One request by itself. @internal */
export function ask<value>(
  parameters: DatabaseParameters & {
    mode: IDBTransactionMode
    request: (store: IDBObjectStore) => IDBRequest<value>
    table: Table
  },
): Promise<value> {
  const { request, ...rest } = parameters
  return transact<value>({ ...rest, work: (store, step, resolve) => step(request(store), resolve) })
}

function open({ indexedDB = globalThis.indexedDB, name = 'latchkey' }: DatabaseParameters): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (!indexedDB) throw unavailable()
    const request = begin(() => indexedDB.open(name, 1))
    request.onupgradeneeded = () => {
      request.result.createObjectStore('encryptionKeys', { keyPath: 'id' } satisfies IDBObjectStoreParameters)
      request.result.createObjectStore('records', { keyPath: 'id' } satisfies IDBObjectStoreParameters)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(unavailable(request.error))
  })
}

/** A page that is allowed no storage is refused with an exception. */
function begin(run: () => IDBOpenDBRequest): IDBOpenDBRequest {
  try {
    return run()
  } catch (cause) {
    throw unavailable(cause)
  }
}

function unavailable(cause?: unknown): StoreUnavailableError {
  return new StoreUnavailableError({ cause, what: 'use IndexedDB' })
}
