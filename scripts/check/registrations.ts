import { transformSync } from 'esbuild';

/** What the scorecard reads of a call of `RED.nodes.registerType` without running it. */
export interface Registration {
  readonly type: string;
  /** As written: `"shopfloor"`, `1`, `{` for an object. */
  readonly fields: ReadonlyMap<string, string>;
  /** Names in `defaults` and `credentials`; a spread or a computed name has none and stands as it is written. */
  readonly properties: readonly string[];
}

/** All calls in the inline scripts of a node's page that have a literal type and an inline object. */
export function registrationsIn(page: string): Registration[] {
  const scripts = [...page.matchAll(/<script[^>]*type=["']text\/javascript["'][^>]*>([\s\S]*?)<\/script>/gi)];
  return scripts.flatMap(([, script = '']) => {
    const { code } = transformSync(script, { charset: 'utf8', legalComments: 'none' });
    return [...code.matchAll(/^( *)RED\.nodes\.registerType\("([^"]+)", \{\n([\s\S]*?)^\1\}\);/gm)].map(
      ([, indent = '', type = '', body = '']) => ({
        type,
        fields: fieldsOf(body, `${indent}  `),
        properties: ['defaults', 'credentials'].flatMap((group) => linesOf(body, `${indent}  `, group)),
      }),
    );
  });
}

function fieldsOf(body: string, indent: string): Map<string, string> {
  const lines = body.matchAll(new RegExp(`^${indent}(\\w+): (.*?),?$`, 'gm'));
  return new Map([...lines].map(([, name = '', value = '']) => [name, value]));
}

function linesOf(body: string, indent: string, group: string): string[] {
  const pattern = new RegExp(`^${indent}${group}: \\{\\n([\\s\\S]*?)^${indent}\\}`, 'm');
  const [, inner = ''] = pattern.exec(body) ?? [];
  return [...inner.matchAll(new RegExp(`^${indent}  (?! |\\}|//)(\\w+(?=:)|.*)`, 'gm'))].map(
    ([, name = '']) => name,
  );
}
