import { connect } from 'node:net';
import { LineReader, seal, unseal } from './peer-line';

/** `refused`: the computer is there and nobody listens; `silent`: no (believable) answer. */
export type PeerAnswer =
  | { kind: 'answer'; message: Record<string, unknown> }
  | { kind: 'refused' | 'silent' };

/** Asks another process one question. Never rejects. */
export function askPeer(
  address: string,
  key: string,
  question: object,
  patienceMs: number,
): Promise<PeerAnswer> {
  const [, host = '', port = ''] = /^\[?([^\]]*)\]?:(\d+)$/.exec(address) ?? [];
  if (host === '') return Promise.resolve({ kind: 'silent' });
  return new Promise((resolve) => {
    const socket = connect(Number(port), host);
    const end = (answer: PeerAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => end({ kind: 'silent' }), patienceMs);
    socket.on('error', ({ code }: NodeJS.ErrnoException) =>
      end({ kind: code === 'ECONNREFUSED' ? 'refused' : 'silent' }),
    );
    const converse = async (): Promise<PeerAnswer> => {
      const reader = new LineReader(socket);
      const nonce = await reader.next();
      socket.write(`${seal(key, nonce, question)}\n`);
      const message = unseal(key, `${nonce} answer`, await reader.next());
      return message ? { kind: 'answer', message } : { kind: 'silent' };
    };
    // An ordinary end before the answer: the process is on its way out, or holds another key.
    converse().then(end, () => end({ kind: 'silent' }));
  });
}
