/** Something costly that several users share, with the function that ends it. */
export interface Shared<T> {
  value: T;
  dispose(): void | Promise<void>;
}

export interface Lease<T> {
  value: Promise<T>;
  /** Gives the share back; `atOnce` ends the thing without linger when nobody else has it. */
  release(options?: { atOnce?: boolean }): void;
}

interface Entry<T> {
  shared: Promise<Shared<T>>;
  leases: number;
  linger?: NodeJS.Timeout;
}

/**
 * Things that are made for their first user, shared by key, and ended some time after their last user left. A user who
 * comes back within that time, as over a redeploy, finds them as they were.
 */
export class LeasePool<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly lingerMs: number) {}

  acquire(key: string, create: () => Promise<Shared<T>>): Lease<T> {
    const entry = this.entries.get(key) ?? this.create(key, create);
    entry.leases += 1;
    clearTimeout(entry.linger);
    let held = true;
    const value = entry.shared.then((shared) => shared.value);
    // A user who has given the share back before it was made is not told that making it failed.
    value.catch(() => undefined);
    return {
      value,
      release: ({ atOnce = false } = {}) => {
        if (!held) return;
        held = false;
        entry.leases -= 1;
        if (entry.leases > 0 || this.entries.get(key) !== entry) return;
        if (atOnce) this.end(key, entry);
        else entry.linger = setTimeout(() => this.end(key, entry), this.lingerMs);
      },
    };
  }

  private create(key: string, create: () => Promise<Shared<T>>): Entry<T> {
    const entry: Entry<T> = { shared: create(), leases: 0 };
    this.entries.set(key, entry);
    // After a failure the next user makes it anew.
    entry.shared.catch(() => this.forget(key, entry));
    return entry;
  }

  private end(key: string, entry: Entry<T>): void {
    this.forget(key, entry);
    entry.shared.then(({ dispose }) => dispose()).catch(() => undefined);
  }

  private forget(key: string, entry: Entry<T>): void {
    clearTimeout(entry.linger);
    if (this.entries.get(key) === entry) this.entries.delete(key);
  }
}
