import { type Browser, chromium } from 'playwright-core';

/** Chromium without a window, allowed to run as root, that talks to nobody but the pages it is sent to. */
export function openBrowser(): Promise<Browser> {
  const { CHROMIUM_PATH = '/usr/bin/chromium' } = process.env;
  return chromium.launch({
    executablePath: CHROMIUM_PATH,
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
