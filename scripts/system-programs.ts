import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

interface SystemProgram {
  /** The names of its command; the first that is found is taken. */
  readonly commands: readonly string[];
  /** The folder of the command as seen from a folder of the PATH, where that one only has a wrapper. */
  readonly within?: string;
  /** Environment variable with its path, where people have several. */
  readonly variable?: string;
  /** Packages of Debian and Ubuntu: the first has the program, the others are wanted along with it. */
  readonly packages: readonly [string, ...string[]];
}

/** What tests start besides Node.js. */
const programs = {
  chromium: {
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'],
    variable: 'CHROMIUM_PATH',
    packages: ['chromium', 'fonts-liberation', 'fonts-noto-cjk'],
  },
  haproxy: { commands: ['haproxy'], packages: ['haproxy'] },
  nginx: { commands: ['nginx'], packages: ['nginx-light'] },
  // Debian keeps them off the PATH, by version.
  initdb: { commands: ['initdb'], within: '../lib/postgresql/15/bin', packages: ['postgresql-15'] },
  postgres: { commands: ['postgres'], within: '../lib/postgresql/15/bin', packages: ['postgresql-15'] },
  rabbitmq: {
    commands: ['rabbitmq-server'],
    // Debian's command on the PATH starts the service of the system, as its own user.
    within: '../lib/rabbitmq/bin',
    packages: ['rabbitmq-server'],
  },
  'redis-sentinel': { commands: ['redis-sentinel'], packages: ['redis-sentinel'] },
  'redis-server': { commands: ['redis-server', 'valkey-server'], packages: ['redis-server'] },
  squid: { commands: ['squid'], packages: ['squid'] },
  tinyproxy: { commands: ['tinyproxy'], packages: ['tinyproxy'] },
  xmllint: { commands: ['xmllint'], packages: ['libxml2-utils'] },
} as const satisfies Record<string, SystemProgram>;

export type ProgramName = keyof typeof programs;

/** Where a program is, or `undefined` on a machine without it. */
export function findProgram(name: ProgramName): string | undefined {
  const { commands, within, variable }: SystemProgram = programs[name];
  const told = variable && process.env[variable];
  if (told) return told;
  const folders = searchedFolders();
  const all =
    within === undefined ? folders : [...folders.map((folder) => path.join(folder, within)), ...folders];
  for (const command of commands) {
    const found = all
      .flatMap((folder) => fileNames(command).map((file) => path.join(folder, file)))
      .find(isProgram);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Where a program is.
 * @throws Error that says how to get it
 */
export function programPath(name: ProgramName): string {
  const found = findProgram(name);
  if (found === undefined) throw new Error(`${name} is missing. ${howToGet([name])}`);
  return found;
}

export function missingPrograms(names: readonly ProgramName[]): ProgramName[] {
  return names.filter((name) => findProgram(name) === undefined);
}

/** How a person gets the programs. */
export function howToGet(names: readonly ProgramName[]): string {
  const packages = packagesOf(names).join(' ');
  return `On Debian and Ubuntu: apt-get install --no-install-recommends ${packages}. Elsewhere: install them from their makers, and have their commands on the PATH.`;
}

/**
 * Installs what is missing where apt can, as root or by sudo. What it can't bring stays missing: whoever needs it
 * looks again.
 */
export function bringPrograms(names: readonly ProgramName[]): void {
  const packages = packagesOf(missingPrograms(names));
  if (packages.length === 0 || process.platform !== 'linux' || !isOnPath('apt-get')) return;
  console.log(`installing ${packages.join(', ')}`);
  if (!asRoot(['apt-get', 'update'])) return;
  if (install(packages)) return;
  // A package that this system does not have must not stop the others from being installed.
  for (const each of packages) install([each]);
}

function install(packages: readonly string[]): boolean {
  // The tests start the servers that they need; RUNLEVEL keeps the packages from starting theirs.
  const environment = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
  const options = ['--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300'];
  return asRoot([...environment, 'apt-get', 'install', ...options, ...packages]);
}

/** Runs a command as root; sudo asks for a password only where somebody can give it. */
function asRoot(command: readonly string[]): boolean {
  const sudo = process.stdin.isTTY ? ['sudo'] : ['sudo', '--non-interactive'];
  const [first = '', ...others] = process.getuid?.() === 0 ? command : [...sudo, ...command];
  return spawnSync(first, others, { stdio: 'inherit' }).status === 0;
}

function packagesOf(names: readonly ProgramName[]): string[] {
  return names.flatMap((name) => programs[name].packages);
}

function isOnPath(command: string): boolean {
  return searchedFolders().some((folder) => isProgram(path.join(folder, command)));
}

/** The PATH, and for each of its folders for users the one for administrators beside it. */
function searchedFolders(): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  const beside = folders
    .filter((folder) => path.basename(folder) === 'bin')
    .map((folder) => path.join(path.dirname(folder), 'sbin'));
  return [...new Set([...folders, ...beside])];
}

function fileNames(command: string): string[] {
  return process.platform === 'win32' ? [`${command}.exe`, `${command}.cmd`, `${command}.bat`] : [command];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
