import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../scripts/project';
import type { FlowNode } from './admin-api';

/** A flow file that users import; `name` is its path below `examples/`. */
export interface Example {
  readonly name: string;
  readonly flow: readonly FlowNode[];
  /** Other packages whose nodes it uses, as `name@range`. */
  readonly packages: readonly string[];
}

export function examples(): Example[] {
  const folder = path.join(projectRoot, 'examples');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((name) => {
      const flow = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as FlowNode[];
      return { name, flow, packages: packagesOf(flow) };
    });
}

/** Node-RED exports the packages that a flow needs in a node of type `global-config`. */
function packagesOf(flow: readonly FlowNode[]): string[] {
  return flow
    .filter(({ type }) => type === 'global-config')
    .flatMap(({ modules }) => Object.entries((modules ?? {}) as Record<string, string>))
    .map(([name, version]) => `${name}@^${version}`);
}
