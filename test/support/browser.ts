import { type Browser, chromium } from 'playwright-core';
import { programPath } from '../../scripts/system-programs';

/** Chromium without a window, allowed to run as root, that talks to nobody but the pages it is sent to. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: programPath('chromium'),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
