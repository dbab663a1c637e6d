/** How long a part of a test run took, as it is shown. */
export interface Duration {
  readonly name: string;
  readonly milliseconds: number;
}

/**
 * A table for the end of a run: each part, and of the processes that ran in all parts those that took longest. It shows
 * where the time of the suite goes; nothing depends on it.
 */
export function durationTable(
  parts: readonly Duration[],
  processes: readonly Duration[],
  longest = 10,
): string {
  const slowest = processes.toSorted((one, other) => other.milliseconds - one.milliseconds).slice(0, longest);
  const all = [...parts, ...slowest];
  const width = Math.max(...all.map(({ name }) => name.length));
  const row = ({ name, milliseconds }: Duration): string =>
    `  ${name.padEnd(width)}  ${clock(milliseconds).padStart(6)}`;
  return [
    `time taken (m:ss)`,
    ...parts.map(row),
    ...(slowest.length > 0 ? ['longest processes', ...slowest.map(row)] : []),
  ].join('\n');
}

/** Minutes and seconds. */
function clock(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
