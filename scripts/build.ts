import path from 'node:path';
import { BuildError } from './build/build-error';
import { buildNodes } from './build/build-nodes';
import { schemaFiles } from './build/schema-files';
import { messageSchemas } from './message-schemas';
import { projectRoot } from './project';

buildNodes(projectRoot, path.join(projectRoot, 'dist'), schemaFiles(messageSchemas)).then(
  ({ types, removed }) => {
    console.log(
      `built ${types.length} node types${removed.length > 0 ? `, removed ${removed.join(', ')}` : ''}`,
    );
  },
  (error: unknown) => {
    console.error(error instanceof BuildError ? `build failed\n${error.message}` : error);
    process.exitCode = 1;
  },
);
