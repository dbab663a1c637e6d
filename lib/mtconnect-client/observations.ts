import { sequence } from './agent-document';
import type { XmlElement } from './xml-document';

/** What an agent observed. */
export interface AgentObservation {
  readonly dataItemId: string;
  /** By the agent's buffer; 0 where it says none. */
  readonly sequence: number;
  /** ISO 8601, as the agent says it. */
  readonly timestamp: string;
  /** The element's name: `Position`, `Execution`, or the level of a condition: `Normal`, `Warning`, `Fault`. */
  readonly element: string;
  /** As text; `null` where it is `UNAVAILABLE`. Of a data set the keys and values. */
  readonly value: string | null | Readonly<Record<string, string>>;
  /** Of a condition. */
  readonly condition?: AgentCondition;
}

export interface AgentCondition {
  readonly level: 'NORMAL' | 'WARNING' | 'FAULT' | 'UNAVAILABLE';
  readonly conditionId?: string;
  readonly nativeCode?: string;
  readonly nativeSeverity?: string;
}

export interface DeviceObservations {
  readonly uuid: string;
  readonly name: string;
  /** In the order of their sequence numbers. */
  readonly observations: readonly AgentObservation[];
}

const UNAVAILABLE = 'UNAVAILABLE';
const LISTS = new Set(['Samples', 'Events', 'Condition']);

/** What a document of observations tells of each device. */
export function observationsOf(root: XmlElement): DeviceObservations[] {
  const streams = root.children.find(({ name }) => name === 'Streams')?.children ?? [];
  return streams
    .filter(({ name }) => name === 'DeviceStream')
    .map(({ attributes, children }) => {
      const name = attributes.get('name') ?? '';
      const observations = children
        .flatMap((component) => component.children)
        .flatMap((list) =>
          LISTS.has(list.name) ? list.children.flatMap((each) => observation(list, each)) : [],
        )
        .sort((one, other) => one.sequence - other.sequence);
      return { uuid: attributes.get('uuid') || name, name, observations };
    });
}

function observation(list: XmlElement, element: XmlElement): AgentObservation[] {
  const { attributes, text, children } = element;
  const dataItemId = attributes.get('dataItemId');
  if (!dataItemId) return [];
  const isCondition = list.name === 'Condition';
  const known = {
    dataItemId,
    sequence: sequence(attributes.get('sequence')) ?? 0,
    timestamp: attributes.get('timestamp') ?? '',
    element: element.name,
  };
  if (isCondition) return [{ ...known, value: text, condition: conditionOf(element) }];
  const entries = children.filter(({ name }) => name === 'Entry');
  if (entries.length === 0) return [{ ...known, value: text.trim() === UNAVAILABLE ? null : text }];
  const set = entries.map((entry) => [entry.attributes.get('key') ?? '', entry.text]);
  return [{ ...known, value: Object.fromEntries(set) as Record<string, string> }];
}

function conditionOf({ name, attributes }: XmlElement): AgentCondition {
  const upper = name.toUpperCase();
  const level = upper === 'NORMAL' || upper === 'WARNING' || upper === 'FAULT' ? upper : UNAVAILABLE;
  const [conditionId, nativeCode] = [attributes.get('conditionId'), attributes.get('nativeCode')];
  const nativeSeverity = attributes.get('nativeSeverity');
  return {
    level,
    ...(conditionId ? { conditionId } : {}),
    ...(nativeCode ? { nativeCode } : {}),
    ...(nativeSeverity ? { nativeSeverity } : {}),
  };
}
