import path from 'node:path';
import { build } from 'esbuild';
import type { NodeSources } from '../build/node-sources';

/** What of `nodes/` a node runs in the editor and in the runtime, each as one script without the rest of the package. */
export async function nodeScripts(
  root: string,
  nodes: readonly NodeSources[],
): Promise<ReadonlyMap<string, string>> {
  const entries = nodes.flatMap(({ type, editor }) => [
    [type, editor] as const,
    [type, editor.replace(/\.editor\.ts$/, '.ts')] as const,
  ]);
  const scripts = new Map<string, string>();
  for (const side of [0, 1]) {
    const ofSide = entries.filter((_entry, index) => index % 2 === side);
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: ofSide.map(([type, file]) => ({ in: file, out: type })),
      outdir: path.join(root, 'dist'),
      tsconfigRaw: '{}',
      bundle: true,
      write: false,
      format: 'esm',
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'silent',
      plugins: [
        {
          name: 'nodes only',
          setup: ({ onResolve }) => {
            onResolve({ filter: /^[^./]|\/lib\// }, ({ kind }) =>
              kind === 'entry-point' ? undefined : { external: true, sideEffects: false },
            );
          },
        },
      ],
    });
    for (const { path: file, text } of outputFiles) {
      const type = path.basename(file, '.js');
      scripts.set(type, `${scripts.get(type) ?? ''}${text}\n`);
    }
  }
  return scripts;
}
