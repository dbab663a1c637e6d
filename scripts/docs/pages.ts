import path from 'node:path';
import { bivrostMessageSchemas } from '../../lib/bivrost/message-schemas';
import { dhgjMessageSchemas } from '../../lib/dhgj/message-schemas';
import { machineMessageSchemas } from '../../lib/machine/message-schemas';
import { mgmMessageSchemas } from '../../lib/mgm/message-schemas';
import { omsMessageSchemas } from '../../lib/oms/message-schemas';
import { quectelMessageSchemas } from '../../lib/quectel/message-schemas';
import { nodeSources } from '../build/node-sources';
import { readManifest } from '../project';
import { messagesPage } from './messages-page';
import { nodesPage } from './nodes-page';

const messageSchemas = {
  ...machineMessageSchemas,
  ...mgmMessageSchemas,
  ...bivrostMessageSchemas,
  ...omsMessageSchemas,
  ...quectelMessageSchemas,
  ...dhgjMessageSchemas,
};

/** The pages that are made from the code, by their place in the repository. */
export function generatedPages(root: string): Record<string, string> {
  const nodes = nodeSources(root, readManifest(root));
  return {
    [path.join('docs', 'messages.md')]: messagesPage(messageSchemas),
    [path.join('docs', 'nodes.md')]: nodesPage(root, nodes, 'en-US'),
    [path.join('docs', 'nodes.zh-CN.md')]: nodesPage(root, nodes, 'zh-CN'),
  };
}
