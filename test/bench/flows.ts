import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/project';
import type { FlowNode } from '../support/admin-api';

/** The flow of a file in `flows`, with each `{{name}}` replaced by its value. Throws for a value that is missing. */
export function flowOf(file: string, values: Readonly<Record<string, string>> = {}): FlowNode[] {
  const text = readFileSync(path.join(projectRoot, 'test', 'bench', 'flows', `${file}.json`), 'utf8');
  const filled = text.replace(/(?<!\{)\{\{(\w+)\}\}(?!\})/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${file}.json needs a value for ${name}`);
    return JSON.stringify(value).slice(1, -1);
  });
  return JSON.parse(filled) as FlowNode[];
}

/** An instance of the flow's subflow `machine` for each id, wired to the end. */
export function machineInstances(machineIds: readonly string[]): FlowNode[] {
  return machineIds.map((machineId, index) => ({
    id: `instance-${index}`,
    type: 'subflow:machine',
    z: 'tab',
    name: '',
    env: [{ name: 'MACHINE_ID', type: 'str', value: machineId }],
    x: 160,
    y: 80 + 40 * index,
    wires: [['end']],
  }));
}
