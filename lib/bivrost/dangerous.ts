import type { Danger } from '../catalogue';

/** Operations after which configuration, licences, programs or other files are gone for good. */
const WIPES = [
  'cnc/deleteFile',
  'cnc/batchDeleteFile',
  'cnc/deleteDir',
  'config/reset',
  'config/restore',
  'config/delete-machine',
  'config/delete-machines',
  'config/batch-delete-machines',
  'config/delete-group',
  'config/batch-delete-groups',
  'config/delete-alarm-mapping-file',
  'gateway/delete-file-server-item',
  'core/upload-license',
];

/** Operations after which the gateway may be unreachable, for some time or until somebody goes there. */
const CUTS_OFF = [
  'auth/change-password',
  'config/update-security',
  'config/update-http-settings',
  'config/update-remote-access',
  'config/update-user',
  'config/update-user-security',
  'config/delete-user',
  'gateway/reboot',
  'gateway/restart',
  'gateway/restart-service',
  'gateway/shut-down',
  'gateway/update-lan',
  'gateway/update-wifi',
  'gateway/connect-wifi',
  'gateway/disconnect-wifi',
  'gateway/update-static-routing',
  'gateway/connect-remote-host',
  'gateway/disconnect-remote-host',
];

const dangers = new Map<string, Danger>([
  ...WIPES.map((operation) => [operation, 'wipes'] as const),
  ...CUTS_OFF.map((operation) => [operation, 'cuts-off'] as const),
]);

/** The danger of an operation; undefined for the others, also where they change something. */
export function dangerOf(operation: string): Danger | undefined {
  return dangers.get(operation);
}

/** All dangerous operations, for a check against the catalogue. */
export function dangerousOperations(): readonly string[] {
  return [...dangers.keys()];
}
