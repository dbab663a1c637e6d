import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { BuildError } from './build-error';
import type { Fragments } from './fragments';
import type { NodeSources } from './node-sources';

/** A node's `.html` as Node-RED loads it, and the package's own icons that it shows. */
export interface EditorPage {
  readonly html: string;
  readonly icons: readonly string[];
}

/**
 * Bundles a node's editor script and puts it inline below its form: Node-RED's package scorecard reads only
 * inline scripts that register a literal type with an inline object.
 * @throws BuildError when the form or the registration isn't as Node-RED and the scorecard need it
 */
export async function editorPage(root: string, node: NodeSources, fragments: Fragments): Promise<EditorPage> {
  const form = fragments.fillIn(readFileSync(node.form, 'utf8').trimEnd(), node.type);
  const script = await bundle(root, node);
  const problems = [...formProblems(form, node.type), ...scriptProblems(script, node.type)];
  if (problems.length > 0) throw new BuildError(problems);
  return {
    html: `${form}\n\n<script type="text/javascript">\n${script}</script>\n`,
    icons: [...script.matchAll(/\bicon:\s*"([^"/]+\.(?:svg|png))"/g)].flatMap(([, icon]) => icon ?? []),
  };
}

async function bundle(root: string, node: NodeSources): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [node.editor],
    tsconfig: path.join(root, 'tsconfig.editor.json'),
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2020',
    charset: 'utf8',
    legalComments: 'none',
  });
  const [output] = result.outputFiles;
  if (output === undefined) throw new BuildError([`${node.editor}: nothing was bundled`]);
  return output.text;
}

function formProblems(form: string, type: string): string[] {
  const problems: string[] = [];
  const template = `<script type="text/html" data-template-name="${type}">`;
  if (!form.includes(template)) problems.push(`${type}.html has no ${template}`);
  if (/<script[^>]*javascript/i.test(form)) problems.push(`${type}.html has a script of its own`);
  return problems;
}

function scriptProblems(script: string, type: string): string[] {
  const problems: string[] = [];
  if (!script.includes(`RED.nodes.registerType("${type}", {`)) {
    problems.push(
      `${type}.editor.ts must call RED.nodes.registerType('${type}', {…}) with exactly that type`,
    );
  }
  if (/<\/script/i.test(script)) problems.push(`${type}.editor.ts holds the text </script`);
  return problems;
}
