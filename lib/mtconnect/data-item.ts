import type { KeptElement } from './xml-element';

/** What a data item tells: an event, a measured value, or what is wrong. */
export type Category = 'EVENT' | 'SAMPLE' | 'CONDITION';

/** A data item of a device, in the standard's words (MTConnect 2.4, DataItem). */
export interface DataItem {
  /** Unique in all documents of the agent, and the same after a restart. */
  readonly id: string;
  readonly category: Category;
  readonly type: string;
  readonly subType?: string | undefined;
  readonly name?: string | undefined;
  readonly units?: string | undefined;
  readonly coordinateSystem?: 'MACHINE' | 'WORK' | undefined;
}

/** A part of a device, with its data items and the parts below it. */
export interface Component {
  readonly id: string;
  /** The standard's element for it: `Device`, `Controller`, `Path`, `Linear` and so on. */
  readonly element: string;
  readonly name?: string | undefined;
  readonly uuid?: string | undefined;
  /** The text of its description. */
  description?: string | undefined;
  readonly items: DataItem[];
  readonly components: Component[];
}

/** What is known of something that nobody knows now. */
export const UNAVAILABLE = 'UNAVAILABLE';

/** One of the conditions of a data item. */
export interface ConditionReport {
  readonly level: 'FAULT' | 'WARNING' | 'NORMAL' | 'UNAVAILABLE';
  /** The same for as long as it is active; absent for a NORMAL that ends them all, and for UNAVAILABLE. */
  readonly conditionId?: string | undefined;
  readonly nativeCode?: string | undefined;
  readonly nativeSeverity?: string | undefined;
  readonly text: string;
}

/** What was observed of a data item at a time. */
export interface Observation {
  readonly sequence: number;
  readonly item: DataItem;
  /** ISO 8601 UTC */
  readonly time: string;
  readonly value: ObservedValue;
  /** As documents hold it, while it is what is known of its data item. */
  kept?: KeptElement | undefined;
}

export type ObservedValue = string | number | ConditionReport;

/**
 * The element of an observation: a type's words without underscores, each with a capital.
 * @example observationElement('PATH_FEEDRATE') // 'PathFeedrate'
 */
export function observationElement({ type }: DataItem): string {
  return type
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
}
