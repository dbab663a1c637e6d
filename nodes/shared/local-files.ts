import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import type { FolderRule } from '../../lib/files/allowed-path';
import type { Parameters } from './parameters';

/**
 * Where the node may read and write files: in the folder that it names, or else in `fileWorkingDirectory` of
 * Node-RED's settings, where core's file nodes have relative paths begin; anywhere with the tick `anyPath`. No message
 * has a say in it. Throws `InputError` where neither folder is named.
 */
export function folderRule(RED: NodeAPI, parameters: Parameters): FolderRule {
  const { fileWorkingDirectory } = RED.settings as { fileWorkingDirectory?: unknown };
  const workingDirectory =
    typeof fileWorkingDirectory === 'string' && fileWorkingDirectory !== ''
      ? fileWorkingDirectory
      : undefined;
  if (parameters.isTicked('anyPath')) return { workingDirectory };
  const folder = parameters.own('folder') ?? workingDirectory;
  if (folder !== undefined) return { folder, workingDirectory };
  throw new InputError(
    'folder',
    'The node has no folder for files of this computer: set "Local folder" in the node, or "fileWorkingDirectory" in Node-RED\'s settings file',
  );
}
