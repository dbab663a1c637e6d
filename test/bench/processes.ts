import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Generation, provideRuntime, type Runtime } from '../../scripts/runtimes';
import type { FlowNode } from '../support/admin-api';
import { NodeRed } from '../support/node-red';
import { Remote } from './remote';

/** A process of which the bench asks marks and which it drives: Node-RED, a bare loop, or the server. */
export class Measured extends Remote {
  constructor(
    child: ChildProcess,
    private readonly end: () => Promise<unknown>,
  ) {
    super(child);
  }

  async stop(): Promise<void> {
    await this.end();
  }
}

/** Node-RED with the bench's own nodes beside the package's. */
export class MeasuredNodeRed extends Measured {
  constructor(
    private readonly nodeRed: NodeRed,
    nodesDir: string,
  ) {
    super(nodeRed.process, async () => {
      await nodeRed.stop();
      rmSync(nodesDir, { recursive: true, force: true });
    });
  }

  /** Deploys and waits until the flows run. */
  deploy(flows: readonly FlowNode[]): Promise<void> {
    return this.nodeRed.deploy(flows);
  }
}

/** Where processes of a bench come from. */
export class Processes {
  private constructor(
    readonly runtime: Runtime,
    private readonly profileFolder: string | undefined,
  ) {}

  /** `profileFolder`: where each process leaves CPU profiles of its threads when it ends, in a folder of its own. */
  static async of(generation: Generation, profileFolder?: string): Promise<Processes> {
    return new Processes(await provideRuntime(generation), profileFolder);
  }

  /** Node-RED with the package as it is built. */
  async nodeRed(name: string): Promise<MeasuredNodeRed> {
    const nodesDir = benchNodes();
    const nodeRed = await NodeRed.start({
      runtime: this.runtime,
      linkProject: true,
      flows: [],
      settings: { nodesDir },
      nodeArguments: this.profiling(name),
    });
    return new MeasuredNodeRed(nodeRed, nodesDir);
  }

  /** A loop without Node-RED, on the same Node.js. */
  bare(): Measured {
    return this.start('bare', path.join(__dirname, 'child', 'bare.js'));
  }

  server(): Measured {
    return this.start('server', path.join(__dirname, 'server', 'main.js'));
  }

  private start(name: string, script: string): Measured {
    const child = fork(script, {
      execPath: this.runtime.nodeBinary,
      execArgv: ['--expose-gc', ...this.profiling(name)],
    });
    return new Measured(child, async () => {
      child.disconnect();
      await once(child, 'exit');
    });
  }

  private profiling(name: string): string[] {
    if (this.profileFolder === undefined) return [];
    return ['--cpu-prof', `--cpu-prof-dir=${path.join(this.profileFolder, name)}`];
  }
}

/** A folder from which Node-RED loads the bench's source and sink. */
function benchNodes(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-nodes-'));
  const script = JSON.stringify(path.join(__dirname, 'child', 'bench-nodes.js'));
  writeFileSync(path.join(folder, 'bench.js'), `module.exports = require(${script}).default;\n`);
  const types = ['bench-source', 'bench-sink', 'bench-relay'].map(
    (type) => `RED.nodes.registerType('${type}', {category: 'function', defaults: {name: {value: ''}}});`,
  );
  writeFileSync(
    path.join(folder, 'bench.html'),
    `<script type="text/javascript">${types.join('\n')}</script>\n`,
  );
  return folder;
}
