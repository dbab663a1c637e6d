import { gfm } from '@joplin/turndown-plugin-gfm';
import TurndownService from 'turndown';
import { helpOf } from '../build/node-pages';
import type { Language, NodeSources } from '../build/node-sources';

const HEAD = `# Nodes

The help of every node, as the editor shows it beside the flow. This page is made from the help files (\`npm run docs:pages\`).
`;

/** The page `docs/nodes.md`: what the editor shows as help, in the order of the palette. */
export function nodesPage(root: string, nodes: readonly NodeSources[], language: Language): string {
  const converter = makeConverter();
  const sections = nodes.map((node) => {
    const help = node.locales.find((locale) => locale.language === language);
    if (!help) throw new Error(`${node.type} has no help in ${language}`);
    return `## ${node.type}\n\n${converter.turndown(bodyOf(helpOf(root, help, node.type)))}\n`;
  });
  return [HEAD, ...sections].join('\n');
}

/** Help files are script elements, which a browser does not show. */
function bodyOf(help: string): string {
  return help.replace(/^\s*<script[^>]*>/, '').replace(/<\/script>\s*$/, '');
}

function makeConverter(): TurndownService {
  const converter = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
  });
  converter.use(gfm);
  converter.addRule('heading', {
    filter: ['h3', 'h4'],
    replacement: (content, node) => `\n\n${node.nodeName === 'H3' ? '###' : '####'} ${content}\n\n`,
  });
  converter.addRule('example', {
    filter: 'pre',
    replacement: (_content, node) => `\n\n\`\`\`\n${(node.textContent ?? '').trimEnd()}\n\`\`\`\n\n`,
  });
  converter.addRule('kind', {
    filter: (node) => node.nodeName === 'SPAN' && node.classList.contains('property-type'),
    replacement: (content) => `(${content})`,
  });
  converter.addRule('term', { filter: 'dt', replacement: (content) => `\n- **${content.trim()}**` });
  converter.addRule('meaning', { filter: 'dd', replacement: meaning });
  return converter;
}

function meaning(content: string): string {
  const text = content.trim().replaceAll('\n', '\n  ');
  return text.startsWith('-') ? `:\n  ${text}\n` : `: ${text}\n`;
}
