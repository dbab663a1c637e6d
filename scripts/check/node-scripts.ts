import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { NodeSources } from '../build/node-sources';

/** What of `nodes/` a node runs, each side as one script without the rest of the package. */
export interface NodeScripts {
  readonly editor: ReadonlyMap<string, string>;
  readonly runtime: ReadonlyMap<string, string>;
}

export async function nodeScripts(root: string, nodes: readonly NodeSources[]): Promise<NodeScripts> {
  const bundled = (suffix: string) =>
    bundle(
      root,
      nodes.map(({ type, editor }) => ({ in: editor.replace(/\.editor\.ts$/, suffix), out: type })),
    );
  return { editor: await bundled('.editor.ts'), runtime: await bundled('.ts') };
}

async function bundle(
  root: string,
  entryPoints: { in: string; out: string }[],
): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: path.join(root, 'dist'),
    tsconfigRaw: '{}',
    bundle: true,
    write: false,
    format: 'esm',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [nodesOnly],
  });
  return new Map(outputFiles.map(({ path: file, text }) => [path.basename(file, '.js'), text]));
}

const nodesOnly: Plugin = {
  name: 'nodes only',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^[^./]|\/lib\// }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { external: true, sideEffects: false },
    );
  },
};
