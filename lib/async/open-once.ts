/**
 * Something that takes time to open: whoever asks meanwhile waits for the same; after a failure the next who asks opens
 * it anew.
 * @example
 * const store = new OpenOnce(() => node.openJournal());
 * await (await store.open()).write(batch);
 * await (await store.opened)?.close();
 */
export class OpenOnce<Opened> {
  private opening: Promise<Opened> | undefined;

  constructor(private readonly make: () => Promise<Opened>) {}

  open(): Promise<Opened> {
    if (this.opening) return this.opening;
    const opening = this.make();
    this.opening = opening;
    opening.catch(() => {
      if (this.opening === opening) this.opening = undefined;
    });
    return opening;
  }

  /** What is open, or is being opened; undefined where nobody has asked or it could not be opened. */
  get opened(): Promise<Opened | undefined> {
    return this.opening?.catch(() => undefined) ?? Promise.resolve(undefined);
  }

  /** Whether it is open or being opened. */
  get isAsked(): boolean {
    return this.opening !== undefined;
  }
}
