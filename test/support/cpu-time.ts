/** CPU time that this process has taken, in ms: what a work costs, on a busy computer as on a quiet one. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
