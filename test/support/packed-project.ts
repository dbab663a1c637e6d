import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { npm } from '../../scripts/npm';
import { projectRoot } from '../../scripts/project';

/** The package as npm would publish it. Sizes in bytes; paths are relative to the package's root. */
export interface PackedProject {
  readonly tarball: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly string[];
}

interface NpmPackReport {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

let packed: Promise<PackedProject> | undefined;

/** Packs what the last build made, once per process; the tarball is removed when the process ends. */
export function packedProject(): Promise<PackedProject> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<PackedProject> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'packed-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const output = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], projectRoot);
  const [report] = Object.values(JSON.parse(output) as NpmPackReport[]);
  if (report === undefined) throw new Error(`npm pack reported nothing: ${output}`);
  return {
    tarball: path.join(folder, path.basename(report.filename)),
    size: report.size,
    unpackedSize: report.unpackedSize,
    files: report.files.map((file) => file.path),
  };
}
