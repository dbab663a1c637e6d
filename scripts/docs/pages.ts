import path from 'node:path';
import { nodeSources } from '../build/node-sources';
import { messageSchemas } from '../message-schemas';
import { readManifest } from '../project';
import { codeTables } from './code-tables';
import { messagesPage } from './messages-page';
import { nodesPage } from './nodes-page';
import { operationTypes } from './operation-types';
import { statusesPage } from './statuses-page';

/** The pages that are made from the code, by their place in the repository. */
export function generatedPages(root: string): Record<string, string> {
  const nodes = nodeSources(root, readManifest(root));
  return {
    ...operationTypes(),
    ...codeTables(root),
    [path.join('docs', 'messages.md')]: messagesPage(messageSchemas),
    [path.join('docs', 'nodes.md')]: nodesPage(root, nodes, 'en-US'),
    [path.join('docs', 'nodes.zh-CN.md')]: nodesPage(root, nodes, 'zh-CN'),
    [path.join('docs', 'statuses.md')]: statusesPage(root),
  };
}
