import { buildSync } from 'esbuild';
import { projectRoot } from '../../scripts/project';

/** A module of the editor's scripts, which are for browsers and not compiled for tests, made to run here. */
export function loadEditorModule<Exports>(file: string): Exports {
  const { outputFiles } = buildSync({
    absWorkingDir: projectRoot,
    entryPoints: [file],
    bundle: true,
    format: 'cjs',
    write: false,
  });
  const module = { exports: {} };
  new Function('module', 'exports', outputFiles[0]?.text ?? '')(module, module.exports);
  return module.exports as Exports;
}
