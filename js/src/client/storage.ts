// A few small records in IndexedDB. Every access is guarded: blocked, full or broken storage never stops the page.

const DATABASE = 'ruyi';
const STORE = 'records';

function request<T>(make: () => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const asked = make();
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB failed'));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error ?? new Error('IndexedDB failed'));
    asked.onblocked = () => reject(new Error('IndexedDB is blocked'));
  });
}

async function withStore<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await openDatabase();
  database.onversionchange = () => database.close();
  try {
    return await request(() => use(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

/** Asking a database that was never made would make it, so its existence is looked up first where the browser can. */
async function exists(): Promise<boolean> {
  if (typeof indexedDB.databases !== 'function') return true;
  return (await indexedDB.databases()).some(({ name }) => name === DATABASE);
}

/** undefined: nothing kept, or storage is not available. */
export async function readRecord(key: string): Promise<unknown> {
  try {
    return (await exists()) ? await withStore('readonly', (store) => store.get(key)) : undefined;
  } catch {
    return undefined;
  }
}

/** false: it stays in memory only. */
export async function writeRecord(key: string, value: unknown): Promise<boolean> {
  try {
    await withStore('readwrite', (store) => store.put(value, key));
    return true;
  } catch {
    return false;
  }
}

/** Deletes the record, and the database with the last one. */
export async function deleteRecord(key: string): Promise<void> {
  try {
    if (!(await exists())) return;
    await withStore('readwrite', (store) => store.delete(key));
    const left = await withStore('readonly', (store) => store.count());
    if (left === 0) await request(() => indexedDB.deleteDatabase(DATABASE));
  } catch {
    // Nothing was stored, or it cannot be reached: nothing to delete.
  }
}
