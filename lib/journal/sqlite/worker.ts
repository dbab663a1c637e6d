import { parentPort } from 'node:worker_threads';
import { toShopfloorError } from '../../errors';
import { JournalFile } from './journal-file';
import { type Library, loadLibrary } from './library';
import { isDamage, openFile, setAside, sqliteFailure } from './open-file';
import type { Answer, Question } from './thread';

/**
 * The thread in which a journal's file is read and written, so that nobody else waits for the disk. It answers one
 * question after another.
 */

let file = '';
let library: Library | undefined;
let journal: JournalFile | undefined;

async function answerTo({ method, args }: Question): Promise<unknown> {
  if (method === 'open') [file] = args as [string];
  library ??= loadLibrary();
  try {
    journal ??= new JournalFile(openFile(library, file));
    if (method === 'open') return undefined;
    const call = journal[method] as (...given: readonly unknown[]) => unknown;
    return call.apply(journal, args as unknown[]);
  } catch (thrown) {
    // Who only reads may have more luck with other rows.
    if (method !== 'write' || !isDamage(thrown)) throw sqliteFailure(thrown, file);
    journal?.close();
    journal = undefined;
    throw setAside(file);
  }
}

parentPort?.on('message', (question: Question) => {
  answerTo(question)
    .then(
      (result): Answer => ({ id: question.id, result }),
      (thrown: unknown): Answer => {
        const { code, message } = toShopfloorError(thrown);
        return { id: question.id, failure: { code, message } };
      },
    )
    .then((answer) => parentPort?.postMessage(answer));
});
