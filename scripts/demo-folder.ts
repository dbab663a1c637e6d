import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { linkProject } from './link-project';
import { projectRoot } from './project';

/** The flow that the demo starts with. */
const demoFlow = path.join(projectRoot, 'examples', 'mgm', 'factory.json');

/** Prepares a user directory for the demo; what the user has changed there since is kept. */
export function prepareDemoFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  linkProject(folder);
  const flows = path.join(folder, 'flows.json');
  if (!existsSync(flows)) copyFileSync(demoFlow, flows);
  const settings = path.join(folder, 'settings.js');
  if (!existsSync(settings)) {
    writeFileSync(settings, `module.exports = ${JSON.stringify(demoSettings(), null, 2)};\n`);
  }
}

function demoSettings(): object {
  return {
    // The editor asks for no password, so no other machine may reach it.
    uiHost: '127.0.0.1',
    flowFile: 'flows.json',
    credentialSecret: randomBytes(24).toString('hex'),
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false },
  };
}
