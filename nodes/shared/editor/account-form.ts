import { valueNow } from './dialog';
import type { EditorNode, Property, Validator } from './editor-api';
import { isBlank, isVariable, keepVariable } from './variables';

const PREFIX = 'node-config-input';
const SIMULATOR = 'simulator';

/** The base URL, which only the environment `custom` uses. */
export function baseUrlProperty(): Property {
  return {
    value: '',
    validate(value, _options) {
      if (valueNow(this, 'environment', PREFIX) !== 'custom' || isVariable(value)) return true;
      if (isBlank(value)) return this._('validation.baseUrlMissing');
      return isWebAddress(String(value)) ? true : this._('validation.baseUrlInvalid');
    },
  };
}

/** A credential that every environment but the simulator needs; `name` is the key of the text that names it. */
export function neededCredential(name: string): Validator {
  return function (value, _options) {
    const environment = valueNow(this, 'environment', PREFIX);
    if (!isBlank(value) || environment === SIMULATOR || isVariable(environment)) return true;
    return this._('validation.credentialMissing', { name: this._(name) });
  };
}

/** "MGM (simulator)": a name alone would not tell where the account leads. */
export function accountLabel(node: EditorNode, platform: string): string {
  const environment = String(node['environment'] ?? '');
  if (node.name && environment !== SIMULATOR) return node.name;
  return node._('account.label', { name: node.name || platform, environment: placeOf(node, environment) });
}

/**
 * Shows only the rows that the chosen environment needs, which they name in `data-environments`. A variable may
 * stand for any: it gets the fields of `custom`, which are all there are.
 */
export function showRowsOfEnvironment(node: EditorNode): void {
  const select = $(`#${PREFIX}-environment`);
  keepVariable(`#${PREFIX}-environment`, node['environment']);
  select
    .on('change', () => {
      const chosen = isVariable(select.val()) ? 'custom' : String(select.val());
      $('[data-environments]').each((_index, row) => {
        const environments = (row.dataset['environments'] ?? '').split(' ');
        $(row).toggle(environments.includes(chosen));
      });
    })
    .trigger('change');
}

function placeOf(node: EditorNode, environment: string): string {
  if (isVariable(environment)) return environment;
  const baseUrl = String(node['baseUrl'] ?? '');
  if (environment === 'custom' && baseUrl !== '')
    return isWebAddress(baseUrl) ? new URL(baseUrl).host : baseUrl;
  return node._(`account.places.${environment}`);
}

function isWebAddress(text: string): boolean {
  try {
    return /^https?:$/.test(new URL(text.trim()).protocol);
  } catch {
    return false;
  }
}
