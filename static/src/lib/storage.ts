/** The outbox's storage: IndexedDB, else localStorage, else memory where the browser stores nothing (private tabs). */
import { createStore, del, set, values, type UseStore } from "idb-keyval";
import type { Item, OutboxStorage } from "./outbox";

/** Open the storage of one seat, so that a phone passed on never sends another resident's writes as its own. */
export async function openStorage(meeting: string, seat: string): Promise<OutboxStorage> {
  const name = `liangting-${meeting}-${fingerprint(seat)}`;
  try {
    const store = createStore(name, "outbox");
    await values(store);
    return new DatabaseStorage(store);
  } catch {
    return openLocalStorage(name);
  }
}

function openLocalStorage(name: string): OutboxStorage {
  try {
    const probe = `${name}?`;
    localStorage.setItem(probe, "");
    localStorage.removeItem(probe);
    return new LocalStorage(`${name}:`, localStorage);
  } catch {
    return new MemoryStorage();
  }
}

export class MemoryStorage implements OutboxStorage {
  readonly isLasting = false;
  private readonly items = new Map<string, Item>();

  load = async (): Promise<Item[]> => [...this.items.values()];
  save = async (item: Item): Promise<void> => void this.items.set(item.key, item);
  remove = async (key: string): Promise<void> => void this.items.delete(key);
}

class DatabaseStorage implements OutboxStorage {
  isLasting = true;

  constructor(private readonly store: UseStore) {}

  load = (): Promise<Item[]> => values<Item>(this.store);
  remove = (key: string): Promise<void> => del(key, this.store);

  async save(item: Item): Promise<void> {
    try {
      await set(item.key, item, this.store);
    } catch {
      this.isLasting = false; // memory still sends it while the page is open; the status line says so
    }
  }
}

/** Storage in localStorage, each item under its own prefixed name. */
export class LocalStorage implements OutboxStorage {
  isLasting = true;

  constructor(private readonly prefix: string, private readonly storage: Storage) {}

  async load(): Promise<Item[]> {
    const names = Array.from({ length: this.storage.length }, (_, place) => this.storage.key(place) ?? "");
    const texts = names.filter((name) => name.startsWith(this.prefix)).map((name) => this.storage.getItem(name));
    return texts.map((text) => JSON.parse(text ?? "") as Item);
  }

  async save(item: Item): Promise<void> {
    try {
      this.storage.setItem(this.prefix + item.key, JSON.stringify(item));
    } catch {
      this.isLasting = false; // as in `DatabaseStorage`
    }
  }

  remove = async (key: string): Promise<void> => this.storage.removeItem(this.prefix + key);
}

/** Return the FNV-1a hash of a text in base 36: it tells seats apart without a secret in a database name. */
export function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  return (hash >>> 0).toString(36);
}
