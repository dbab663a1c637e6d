import { workerData } from 'node:worker_threads';

const SAMPLE_MS = 5;
const peakKilobytes = workerData as Int32Array;

setInterval(() => {
  const kilobytes = Math.round(process.memoryUsage.rss() / 1024);
  if (kilobytes > Atomics.load(peakKilobytes, 0)) Atomics.store(peakKilobytes, 0, kilobytes);
}, SAMPLE_MS);
