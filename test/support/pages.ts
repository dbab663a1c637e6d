import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { projectRoot } from '../../scripts/project';

/** Errors on a page, and its requests to any other address than the given one, from now on. */
export function recordProblems(page: Page, url: string, problems: string[]): void {
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    const address = request.url();
    if (!address.startsWith(url) && /^(https?|wss?):/.test(address)) problems.push(`request to ${address}`);
  });
}

/** The file for a screenshot of that name, in a folder that exists. */
export function screenshotFile(name: string): string {
  const folder = path.join(projectRoot, '.cache', 'screenshots');
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${name}.png`);
}
