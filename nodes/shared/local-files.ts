import type { NodeAPI } from 'node-red';
import { InputError } from '../../lib/errors';
import type { FolderRule } from '../../lib/files/allowed-path';
import type { OwnPlaces } from '../../lib/files/own-files';
import { isPlainObject } from '../../lib/json/json-values';
import type { Parameters } from './parameters';

type OwnSettings = Partial<
  Record<
    'fileWorkingDirectory' | 'userDir' | 'flowFile' | 'settingsFile' | 'nodesDir' | 'editorTheme',
    unknown
  >
>;

/**
 * Where the node may read and write files: in the folder that it names, or else in `fileWorkingDirectory` of
 * Node-RED's settings, where core's file nodes have relative paths begin; anywhere with the tick `anyPath`, but for the
 * files of Node-RED itself. No message has a say in it. Throws `InputError` where neither folder is named.
 */
export function folderRule(RED: NodeAPI, parameters: Parameters): FolderRule {
  const workingDirectory = textIn((RED.settings as OwnSettings).fileWorkingDirectory);
  const own = ownPlaces(RED);
  if (parameters.isTicked('anyPath')) return { workingDirectory, own };
  const folder = parameters.own('folder') ?? workingDirectory;
  if (folder !== undefined) return { folder, workingDirectory, own };
  throw new InputError(
    'folder',
    'The node has no folder for files of this computer: set "Local folder" in the node, or "fileWorkingDirectory" in Node-RED\'s settings file',
  );
}

/** What is Node-RED's own; undefined where it has no user directory. */
export function ownPlaces(RED: NodeAPI): OwnPlaces | undefined {
  const { userDir, flowFile, settingsFile, nodesDir, editorTheme } = RED.settings as OwnSettings;
  const userDirectory = textIn(userDir);
  if (userDirectory === undefined) return undefined;
  const projects = fieldOf(fieldOf(editorTheme, 'projects'), 'path');
  const folders = [nodesDir, projects].flat().flatMap((folder) => textIn(folder) ?? []);
  return { userDirectory, flowFile: textIn(flowFile), settingsFile: textIn(settingsFile), folders };
}

function fieldOf(value: unknown, name: string): unknown {
  return isPlainObject(value) ? value[name] : undefined;
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
