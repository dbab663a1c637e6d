import { nodeLabel, valueNow } from './dialog';
import type { EditorNode, Property, Translate } from './editor-api';
import { knownOperations, type Operation, type Parameter } from './operation-rows';
import { typedProperty } from './properties';
import { isBlank, isVariable } from './variables';

/** A value and how it is found, as a typed input keeps it. */
export interface TypedValue {
  value: string;
  type: string;
}

/** Property `operation`; blank: the message says it. */
export function operationProperty(value = ''): Property {
  const property = typedProperty('operation');
  return {
    value,
    validate(entered, options) {
      const outcome = property.validate?.call(this, entered, options) ?? true;
      if (outcome !== true || isBlank(entered) || isVariable(entered)) return outcome;
      if (valueNow(this, 'operationType', 'node-input') !== 'str') return true;
      const rows = knownOperations(this.type);
      return !rows || rows.some(({ operation }) => operation === entered) || this._('operation.unknown');
    },
  };
}

/** Property `values`: parameters by name, each a `TypedValue`. */
export function valuesProperty(): Property {
  return {
    value: {},
    validate(values, _options) {
      const parameters = chosenOperation(this)?.params ?? [];
      for (const [name, typed] of Object.entries((values ?? {}) as Record<string, TypedValue>)) {
        const parameter = parameters.find((candidate) => candidate.name === name);
        const outcome = checkValue(typed, parameter?.type, this._);
        if (outcome !== true) return `${name}: ${outcome}`;
      }
      return true;
    },
  };
}

/** Property `params`: all parameters at once, by name, or a list where the operation takes one. */
export function paramsProperty(): Property {
  return typedProperty('params', {
    json: (text, translate) => isObjectOrList(JSON.parse(text)) || translate('operation.paramsNoObject'),
  });
}

/** Property `allowChanges`, without which an operation that changes something is refused. */
export function allowChangesProperty(): Property {
  return {
    value: false,
    validate(value, _options) {
      return chosenOperation(this)?.safety !== 'change' || value === true || this._('operation.notAllowed');
    },
  };
}

/** The operation that the open dialog or the node names; undefined when only a message tells, or while unknown. */
export function chosenOperation(node: EditorNode): Operation | undefined {
  if (valueNow(node, 'operationType', 'node-input') !== 'str') return undefined;
  const chosen = valueNow(node, 'operation', 'node-input').trim();
  return chosen === ''
    ? undefined
    : knownOperations(node.type)?.find(({ operation }) => operation === chosen);
}

/** Label of a request node: its name, else the operation that it calls, else what it is. */
export function requestLabel(node: EditorNode): string {
  const { operation, operationType } = node;
  return node.name || (operationType === 'str' && operation ? String(operation) : nodeLabel(node));
}

/** True, or what is wrong with the value of a parameter. Blank is right: the value then comes from the message. */
export function checkValue(
  { value, type }: TypedValue,
  wanted: Parameter['type'] | undefined,
  translate: Translate,
): true | string {
  if (isBlank(value) || isVariable(value)) return true;
  if (type === 'num' && wanted === 'integer' && !Number.isInteger(Number(value))) {
    return translate('operation.wholeNumber');
  }
  const isContext = type === 'flow' || type === 'global';
  const outcome = RED.utils.validateTypedProperty(
    isContext ? RED.utils.parseContextKey(value).key : value,
    type,
    {},
  );
  return typeof outcome === 'string' ? outcome : true;
}

function isObjectOrList(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
