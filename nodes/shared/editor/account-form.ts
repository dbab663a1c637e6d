import { readAddress, WEB_ADDRESS, withScheme } from '../../../lib/settings/address';
import { addressCheck } from './checks';
import { nodeLabelStyle, valueNow } from './dialog';
import type { EditorNode, NodeDefinition, Property, Validator } from './editor-api';
import { alignTips } from './notice';
import { accountWords, testConnection } from './test-connection';
import { isBlank, isVariable, keepVariable } from './variables';

const PREFIX = 'node-config-input';
const SIMULATOR = 'simulator';

export interface AccountFormOptions {
  /** What the account may be connected to, in the order in which it is offered. */
  environments: readonly string[];
  /** An example of a base URL. */
  baseUrl: string;
  /** The credential that says who logs in; left out where the only one is a secret. */
  loginName?: string;
  /** Environments that speak plain HTTP. */
  unencrypted?: readonly string[];
}

/** What the account is connected to. */
export function environmentProperty(environments: readonly string[]): Property {
  return {
    value: SIMULATOR,
    validate(value, _options) {
      const isKnown = isVariable(value) || environments.includes(String(value));
      return isKnown || this._('validation.environmentMissing');
    },
  };
}

/** The base URL, which only the environment `custom` uses. */
export function baseUrlProperty(): Property {
  return {
    value: '',
    validate(value, _options) {
      if (valueNow(this, 'environment', PREFIX) !== 'custom' || isVariable(value)) return true;
      return addressCheck(String(value ?? ''), WEB_ADDRESS, this._);
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

/**
 * What an account is called. "MGM (simulator)": a name alone would not tell where the account leads. Where another is
 * called the same, its id too, so that lists tell them apart.
 */
export function accountTexts(
  platform: string,
): Pick<NodeDefinition, 'paletteLabel' | 'label' | 'labelStyle'> {
  return {
    paletteLabel() {
      return this._('node.palette');
    },
    label() {
      const label = labelOf(this, platform);
      return isUsedTwice(this, label, platform) ? `${label} · ${this.id}` : label;
    },
    labelStyle() {
      return nodeLabelStyle(this);
    },
  };
}

function labelOf(account: EditorNode, platform: string): string {
  const environment = String(account['environment'] ?? '');
  if (account.name && environment !== SIMULATOR) return account.name;
  const place = placeOf(account, environment);
  return account._('account.label', { name: account.name || platform, environment: place });
}

function isUsedTwice({ id, type }: EditorNode, label: string, platform: string): boolean {
  let isTwice = false;
  RED.nodes.eachConfig((other) => {
    isTwice ||= other.type === type && other.id !== id && labelOf(other, platform) === label;
  });
  return isTwice;
}

/** Makes the rows of `account-place` and `account-connection` work. */
export function accountForm(node: EditorNode, options: AccountFormOptions): void {
  const { environments, baseUrl, loginName, unencrypted = [] } = options;
  const select = $(`#${PREFIX}-environment`);
  for (const value of environments) {
    select.append(
      $('<option>')
        .val(value)
        .text(node._(`form.environments.${value}`)),
    );
  }
  select.val(String(node['environment'] ?? SIMULATOR));
  keepVariable(`#${PREFIX}-environment`, node['environment']);
  $(`#${PREFIX}-baseUrl`).attr('placeholder', baseUrl).on('change', completeAddress);
  select.on('change', () => showRowsOf(String(select.val()), unencrypted)).trigger('change');
  alignTips(`#${PREFIX}-environment`);
  testConnection(node, accountWords(node, loginName));
}

/** Users type "192.168.1.10". The address that this means is put into the field, where they see it. */
function completeAddress(this: HTMLElement): void {
  const field = $(this);
  const proposed = withScheme(String(field.val()), WEB_ADDRESS);
  if (proposed !== undefined) field.val(proposed).trigger('change');
}

/**
 * Shows only the rows that an environment needs, which they name in `data-environments`: `remote` are all but the
 * simulator, `secure` those of them that speak TLS. A variable may stand for any: it gets what `custom` has, which
 * is all there is.
 */
function showRowsOf(environment: string, unencrypted: readonly string[]): void {
  const chosen = isVariable(environment) ? 'custom' : environment;
  const isRemote = chosen !== SIMULATOR;
  const names = [chosen, ...(isRemote ? ['remote'] : [])];
  if (isRemote && !unencrypted.includes(chosen)) names.push('secure');
  $('[data-environments]').each((_index, row) => {
    const needed = (row.dataset['environments'] ?? '').split(' ');
    $(row).toggle(needed.some((name) => names.includes(name)));
  });
}

function placeOf(node: EditorNode, environment: string): string {
  if (isVariable(environment)) return environment;
  const baseUrl = String(node['baseUrl'] ?? '');
  if (environment === 'custom' && baseUrl !== '') {
    const read = readAddress(baseUrl, WEB_ADDRESS);
    return 'address' in read ? new URL(read.address).host : baseUrl;
  }
  return node._(`account.places.${environment}`);
}
