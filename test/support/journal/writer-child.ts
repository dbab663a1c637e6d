import { writeSync } from 'node:fs';
import { SqliteJournal } from '../../../lib/journal/sqlite';
import { alarmOf, batchOf, cycleOf, intervalOf, machineOf } from './batches';

/**
 * Run as a process of its own, with a file and a number: writes batch after batch from that number on, each of which ends
 * one interval and begins the next, and says which has been acknowledged.
 */
async function main(file: string, first: number): Promise<void> {
  const journal = new SqliteJournal(file);
  for (let number = first; ; number++) {
    await journal.write(
      batchOf({
        machines: [machineOf({ counted: number })],
        intervals: [intervalOf(number - 1, number), intervalOf(number, undefined)],
        alarms: [alarmOf(number, number + 1)],
        cycles: [cycleOf(number - 1, number)],
      }),
    );
    writeSync(1, `${number}\n`);
  }
}

const [file = '', first = '1'] = process.argv.slice(2);
void main(file, Number(first));
