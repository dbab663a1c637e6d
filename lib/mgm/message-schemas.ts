import {
  MgmMachineState,
  MgmMachineStatus,
  MgmOrganization,
  MgmSysInfo,
  MgmTransferProgress,
  MgmTransferResult,
} from './messages';

/** What `msg.payload` is, by `msg.type`. */
export const mgmMessageSchemas = {
  'mgm/organization': MgmOrganization,
  'mgm/sys-info': MgmSysInfo,
  'mgm/machine-status': MgmMachineStatus,
  'mgm/machine-state': MgmMachineState,
  'mgm/transfer-progress': MgmTransferProgress,
  'mgm/transfer-result': MgmTransferResult,
};
