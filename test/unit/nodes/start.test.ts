import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'chai';
import { projectRoot, readManifest } from '../../../scripts/project';

/** What loading all files that Node-RED starts with brings along, as paths below the project. */
function loadedAtStart(): string[] {
  const files = Object.values(readManifest(projectRoot)['node-red'].nodes);
  const script = `
    for (const file of ${JSON.stringify(files)}) require(require('node:path').resolve(file));
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const output = execFileSync(process.execPath, ['-e', script], { cwd: projectRoot, encoding: 'utf8' });
  return (JSON.parse(output) as string[]).map((file) => path.relative(projectRoot, file));
}

describe('The start of Node-RED with nobody using the package (docs/behaviour.md, "Deploys": nothing heavy is loaded before its first use)', () => {
  it('loads the files of the nodes, but no library, no client, no catalogue and no simulator', () => {
    const loaded = loadedAtStart().map((file) => file.replaceAll('\\', '/'));
    expect(loaded).to.include('dist/nodes/mgm/mgm-account.js');
    const heavy = /node_modules|operations\.json|\/client\.js|simulator\/(?!pool)/;
    expect(loaded.filter((file) => heavy.test(file))).to.deep.equal([]);
  });
});
