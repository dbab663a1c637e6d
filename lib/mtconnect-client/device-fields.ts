import type { Observation, ObservationValue } from '../machine/observation';
import { pathText } from '../machine/observation';
import type { DeviceModel } from './device-model';
import { axisKinds, type FieldKind, type FieldSource, fieldSources } from './field-sources';

/** What is told as a status and not as an observation. */
const STATUS_FIELDS = new Set(['availability', 'power']);
const EXECUTION = 'execution';
const ACTIVE = 'ACTIVE';

interface Field {
  readonly path: readonly string[];
  /** Data items that tell it, the best first. */
  readonly itemIds: string[];
}

/** The values of a device's data items, and what they make of the fields of a machine's state. */
export class DeviceFields {
  readonly kinds: readonly FieldKind[];
  private readonly sources: ReadonlyMap<string, FieldSource>;
  private readonly fields = new Map<string, Field>();
  /** By data item; `null`: not known now. */
  private readonly values = new Map<string, ObservationValue>();

  constructor(model: DeviceModel) {
    this.sources = fieldSources(model);
    this.kinds = axisKinds(model, this.sources);
    const byRank = [...this.sources].sort(([, one], [, other]) => one.rank - other.rank);
    for (const [id, { path }] of byRank) {
      const name = pathText(path);
      const field = this.fields.get(name) ?? { path, itemIds: [] };
      this.fields.set(name, field);
      field.itemIds.push(id);
    }
  }

  /** Whether a value is known of any data item. */
  get isHeard(): boolean {
    return [...this.values.values()].some((value) => value !== null);
  }

  /** What the data item's new value makes of its field; undefined where it belongs to none. */
  put(dataItemId: string, text: string | null): Observation | undefined {
    const source = this.sources.get(dataItemId);
    if (!source) return undefined;
    this.values.set(dataItemId, text === null ? null : source.read(text));
    const name = pathText(source.path);
    return STATUS_FIELDS.has(name) ? undefined : { path: source.path, value: this.get(name) ?? null };
  }

  /** `undefined`: the device never tells it. Of several paths one that works counts. */
  get(name: string): ObservationValue | undefined {
    const field = this.fields.get(name);
    if (!field) return undefined;
    const values = field.itemIds.map((id) => this.values.get(id) ?? null);
    if (name === EXECUTION && values.includes(ACTIVE)) return ACTIVE;
    return values.find((value) => value !== null) ?? null;
  }

  /** As `get`, of a field that is a word. */
  word(name: string): string | null | undefined {
    const value = this.get(name);
    return typeof value === 'string' || value === undefined ? value : null;
  }

  /** Every field that the device tells. */
  get all(): Observation[] {
    const told = [...this.fields].filter(([name]) => !STATUS_FIELDS.has(name));
    return told.map(([name, { path }]) => ({ path, value: this.get(name) ?? null }));
  }

  /** The data items that a field is made of. */
  itemsOf(names: readonly string[]): Set<string> {
    return new Set(names.flatMap((name) => this.fields.get(name)?.itemIds ?? []));
  }

  clear(): void {
    this.values.clear();
  }
}
