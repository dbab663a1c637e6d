/** After so many ms of work others have their turn. */
const SLICE_MS = 20;

/** Long work that lets the event loop go on. */
export class TimeSlice {
  private began = performance.now();

  /** To be awaited between two steps: resolves in a later turn of the event loop when this one was long enough. */
  async rest(): Promise<void> {
    if (performance.now() - this.began < SLICE_MS) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.began = performance.now();
  }
}
