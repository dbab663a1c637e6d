import { isPlainObject, textOf } from '../json/json-values';

/** An entry of a list, to be picked by its id. */
export interface OmsChoice {
  value: string;
  label: string;
}

/** Names under which entries may carry them; the document shows no answers. */
const ID_NAMES = ['id', 'device_id', 'product_id', 'user_id', 'group_id', 'produce_id', 'uuid'];
const LABEL_NAMES = ['name', 'username', 'title', 'batch_no', 'code'];

/** Entries without an id are left out. */
export function choicesOf(items: readonly unknown[]): OmsChoice[] {
  return items.flatMap((item) => {
    const value = firstText(item, ID_NAMES);
    return value === undefined ? [] : [{ value, label: firstText(item, LABEL_NAMES) ?? value }];
  });
}

function firstText(item: unknown, names: readonly string[]): string | undefined {
  if (!isPlainObject(item)) return undefined;
  return names.map((name) => textOf(item[name])).find((text) => text !== undefined && text !== '');
}
