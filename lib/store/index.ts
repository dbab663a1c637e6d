export type { StoreSettings, StoreTimings } from './settings';
export { SharedStore } from './shared-store';
