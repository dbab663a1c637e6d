const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR2', 'SIGBREAK'] as const;

let stopping = false;
let isListening = false;

/**
 * From now on `isStopping` tells a stop of Node-RED from a deploy: both close all nodes alike, but only after a
 * deploy do they come back. Listens to the signals that Node-RED itself has taken over, ahead of it.
 */
export function listenForStop(): void {
  if (isListening) return;
  isListening = true;
  const note = () => {
    stopping = true;
  };
  for (const signal of SIGNALS) {
    if (process.listenerCount(signal) > 0) process.prependOnceListener(signal, note);
  }
  // What PM2 sends on Windows.
  if (process.listenerCount('message') > 0) {
    process.prependListener('message', (message) => {
      if (message === 'shutdown') note();
    });
  }
}

export function isStopping(): boolean {
  return stopping;
}
