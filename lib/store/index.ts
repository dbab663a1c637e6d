export type { StoreSettings } from './settings';
export { SharedStore } from './shared-store';
