import { variableName } from '../variable-name';

/** True for `${NAME}`, which Node-RED replaces before the node is made, so that nothing about it is known here. */
export function isVariable(value: unknown): boolean {
  return variableName(String(value ?? '').trim()) !== undefined;
}

export function isBlank(value: unknown): boolean {
  return value === null || value === undefined || String(value).trim() === '';
}

/** Lets a select field show, and so keep, a variable that is none of its options. */
export function keepVariable(field: string, value: unknown): void {
  if (!isVariable(value)) return;
  const text = String(value);
  $(field).append($('<option>').val(text).text(text)).val(text);
}
