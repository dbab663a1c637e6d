import type { ActiveCondition } from '../machine/conditions';
import type { AgentObservation } from './observations';

/** Of one device; real ones have a handful. */
const MOST_ACTIVE = 1_000;

interface Active extends ActiveCondition {
  readonly nativeCode: string | undefined;
}

/** The conditions of a device that are active: each data item may have several at once. */
export class ActiveConditions {
  /** By data item, and in it by what tells its conditions apart. */
  private readonly items = new Map<string, Map<string, Active>>();
  private readonly unavailable = new Set<string>();
  private readonly ids = new Set<string>();

  /** @param dataItemIds all data items that are conditions */
  constructor(private readonly dataItemIds: readonly string[]) {}

  /** For a document that tells all that are active. */
  clear(): void {
    for (const id of this.items.keys()) this.end(id);
    this.unavailable.clear();
  }

  /** `since`: ISO 8601, where the agent's time can be believed. */
  take({ dataItemId, condition, value }: AgentObservation, since: string | undefined): void {
    if (!condition) return;
    const { level, conditionId, nativeCode, nativeSeverity } = condition;
    const key = conditionId ?? nativeCode;
    this.unavailable.delete(dataItemId);
    if (level === 'UNAVAILABLE') {
      this.end(dataItemId);
      this.unavailable.add(dataItemId);
    } else if (level === 'NORMAL') {
      this.end(dataItemId, key);
    } else {
      const active = this.items.get(dataItemId) ?? new Map<string, Active>();
      this.items.set(dataItemId, active);
      const before = active.get(key ?? '');
      const begun = before?.since ?? since;
      active.set(key ?? '', {
        id: before?.id ?? this.newId(dataItemId, conditionId, nativeCode),
        level: level === 'FAULT' ? 'fault' : 'warning',
        text: typeof value === 'string' ? value : '',
        nativeCode,
        ...(nativeCode === undefined ? {} : { code: nativeCode }),
        ...(nativeSeverity === undefined ? {} : { severity: nativeSeverity }),
        ...(begun === undefined ? {} : { since: begun }),
      });
      this.dropOldest(dataItemId, active);
    }
  }

  get hasFault(): boolean {
    return [...this.items.values()].some((active) =>
      [...active.values()].some(({ level }) => level === 'fault'),
    );
  }

  /** `undefined`: the device has none at all; `null`: none of them is known now. */
  get all(): readonly ActiveCondition[] | null | undefined {
    if (this.dataItemIds.length === 0) return undefined;
    if (this.dataItemIds.every((id) => this.unavailable.has(id))) return null;
    return [...this.items.values()].flatMap((active) =>
      [...active.values()].map(({ nativeCode: _, ...condition }) => condition),
    );
  }

  /** What is meant by a key, which may be a condition's id or its code; all of the data item without one. */
  private end(dataItemId: string, key?: string): void {
    const active = this.items.get(dataItemId);
    if (!active) return;
    for (const [name, { id, nativeCode }] of active) {
      if (key !== undefined && name !== key && nativeCode !== key) continue;
      active.delete(name);
      this.ids.delete(id);
    }
    if (active.size === 0) this.items.delete(dataItemId);
  }

  /** The condition's own id, unless another data item has it too, as agents that take the code for it may. */
  private newId(dataItemId: string, conditionId: string | undefined, nativeCode: string | undefined): string {
    const key = conditionId ?? nativeCode;
    const full = key === undefined ? dataItemId : `${dataItemId}:${key}`;
    const id = conditionId === undefined || this.ids.has(conditionId) ? full : conditionId;
    this.ids.add(id);
    return id;
  }

  private dropOldest(dataItemId: string, active: Map<string, Active>): void {
    const [oldest] = active.keys();
    if (active.size > MOST_ACTIVE && oldest !== undefined) this.end(dataItemId, oldest);
  }
}
