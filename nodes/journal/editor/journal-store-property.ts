import type { Property } from '../../shared/editor/editor-api';
import { isBlank, isVariable } from '../../shared/editor/variables';

/** The config node that says where the journal is kept; it must be there and complete. */
export function journalStoreProperty(): Property {
  return {
    value: '',
    type: 'journal-store',
    validate(value, _options) {
      if (isVariable(value)) return true;
      if (isBlank(value) || value === '_ADD_') return this._('form.storeMissing');
      const store = RED.nodes.node(String(value));
      if (!store) return this._('form.storeGone');
      return store.valid === false ? this._('form.storeInvalid') : true;
    },
  };
}
