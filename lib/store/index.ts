export {
  type DivisionEvents,
  type DivisionState,
  LocalDivision,
  type MachineDivision,
} from './machine-division';
export { type AccountShare, LocalStore, type PlatformStore, type StoredAccount } from './platform-store';
export type { StoreMode } from './process-lease';
export type { StoreSettings } from './settings';
export { SharedStore } from './shared-store';
