import { isWithin, type NumberLimit } from '../../../lib/settings/number-limits';
import { valueNow } from './dialog';
import type { Property, Translate } from './editor-api';
import { isBlank, isVariable } from './variables';

/** What is wrong with a value that was typed in, or true. */
export type Check = (text: string, translate: Translate) => true | string;

/** The config node that a node works with; it must be there and complete. */
export function accountProperty(type: string): Property {
  return {
    value: '',
    type,
    validate(value, _options) {
      if (isVariable(value)) return true;
      if (isBlank(value) || value === '_ADD_') return this._('validation.accountMissing');
      const account = RED.nodes.node(String(value));
      if (!account) return this._('validation.accountGone');
      return account.valid === false ? this._('validation.accountInvalid') : true;
    },
  };
}

/** A whole number, or blank for the default; `name` is the key of the text that names it in a reason. */
export function numberProperty(limit: NumberLimit, name: string): Property {
  return {
    value: limit.otherwise,
    validate(entered, _options) {
      if (isBlank(entered) || isVariable(entered) || isWithin(limit, entered)) return true;
      const { least, most } = limit;
      return this._('validation.numberWithin', { name: this._(name), least, most });
    },
  };
}

/**
 * A value with a kind in `<name>Type`. Blank is always right: the value then comes from the message.
 * @param checks what is wrong with a value of a kind, where Node-RED's own check is not enough
 */
export function typedProperty(name: string, checks: { str?: Check; json?: Check } = {}): Property {
  return {
    value: '',
    validate(value, _options) {
      if (isBlank(value) || isVariable(value)) return true;
      const kind = valueNow(this, `${name}Type`, 'node-input');
      const text = String(value);
      const outcome = checkExpression(text, kind);
      if (outcome !== true) return outcome;
      const check = kind === 'str' || kind === 'json' ? checks[kind] : undefined;
      return check?.(text, this._) ?? true;
    },
  };
}

/** The kind of a typed value; it must be declared as a property of its own. */
export function kindProperty(value = 'str'): Property {
  return { value };
}

function checkExpression(text: string, kind: string): true | string {
  const isContext = kind === 'flow' || kind === 'global';
  const expression = isContext ? RED.utils.parseContextKey(text).key : text;
  const outcome = RED.utils.validateTypedProperty(expression, kind, {});
  return typeof outcome === 'string' ? outcome : true;
}

/** How many outputs a node has, where that depends on its other properties. */
export function outputsProperty(): Property {
  return { value: 1 };
}
