import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process that writes a journal until it is killed. */
export class JournalWriter {
  /** The last batch that was acknowledged. */
  acknowledged = 0;
  private readonly child: ChildProcess;
  private rest = '';

  constructor(file: string, first: number) {
    this.child = spawn(process.execPath, [join(__dirname, 'writer-child.js'), file, String(first)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = `${this.rest}${text}`.split('\n');
      this.rest = lines.pop() ?? '';
      this.acknowledged = Number(lines.at(-1) ?? this.acknowledged);
      this.child.emit('acknowledged');
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async untilAcknowledged(): Promise<void> {
    while (this.acknowledged === 0) await once(this.child, 'acknowledged');
  }

  async kill(): Promise<void> {
    const closed = once(this.child, 'close');
    this.child.kill('SIGKILL');
    await closed;
  }
}
