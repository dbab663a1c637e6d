/** A directory of a machine; its root when neither `directory` nor `subDirectory` says otherwise. */
export interface FilePlace {
  machineId: string;
  /** `dirAtCNC`: a path as the controller writes it. */
  directory?: string | undefined;
  /** `subDir`: below the root that is set on the gateway; ignored beside `directory`. */
  subDirectory?: string | undefined;
}

export interface FileTarget extends FilePlace {
  fileName: string;
}

/** The place as parameters of operations. */
export function placeValues({ machineId, directory, subDirectory }: FilePlace): Record<string, unknown> {
  return { machineID: machineId, dirAtCNC: directory, subDir: subDirectory };
}

/** The file as parameters of operations. */
export function fileValues(target: FileTarget): Record<string, unknown> {
  return { ...placeValues(target), fileName: target.fileName };
}
