import type { Socket } from 'node:net';
import { expect } from 'chai';
import { PostgresJournal } from '../../../lib/journal/postgres';
import { failureOf, startTcp } from '../../support/servers';

const PASSWORD = 'pgSecretPass77';
const MEGABYTE = 1024 * 1024;

/** A message as the server sends it; the length counts itself. */
const message = (kind: string, content: Buffer = Buffer.alloc(0), length = content.length + 4): Buffer => {
  const header = Buffer.alloc(5);
  header.write(kind);
  header.writeUInt32BE(length, 1);
  return Buffer.concat([header, content]);
};
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const text = (written: string): Buffer => Buffer.from(written);
const LOGGED_IN = Buffer.concat([message('R', bytes('00000000')), message('Z', text('I'))]);
const COLUMN = message('T', Buffer.concat([bytes('0001'), text('a\0'), Buffer.alloc(18)]));
const ROW = message('D', bytes('00010000000178'));

/** What is answered before a login, or to the first question. */
const UNREADABLE: Readonly<Record<string, Buffer>> = {
  'a login of an unknown kind': message('R', bytes('00000063')),
  'a login without its kind': message('R'),
  'a list of mechanisms without an end': message('R', Buffer.concat([bytes('0000000a'), text('SCRAM')])),
  'a step of a login that nobody began': message('R', Buffer.concat([bytes('0000000b'), text('r=x')])),
  'an error without its end': message('E', text('X')),
  'an error whose text has no end': message('E', text('Mx')),
  'a notice without its end': message('N', text('X')),
  'a length of nothing': bytes('5a00000000'),
  'a length of 2 GB': bytes('447fffffff'),
  'a row without a question': ROW,
  'the end of an answer that nobody asked for': message('C', text('SELECT\0')),
  'columns that are cut short': message('T', bytes('0002')),
  'fewer columns than none': message('T', bytes('ffff')),
  'fewer fields than none': message('D', bytes('ffff')),
  'a field that is cut short': message('D', bytes('00017fffffff')),
  'a copy': message('G', bytes('00ffff')),
  'a kind that there is not': message('?'),
  'no protocol': text('HTTP/1.1 400 Bad Request\r\n\r\n'),
};

describe('A PostgreSQL server that answers whatever it likes (SECURITY, "What is promised")', function () {
  this.timeout(20_000);
  const ends: (() => Promise<unknown>)[] = [];
  let uncaught: unknown[];
  const note = (thrown: unknown): void => void uncaught.push(thrown);

  beforeEach(() => {
    uncaught = [];
    process.prependListener('uncaughtException', note).prependListener('unhandledRejection', note);
  });

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('uncaughtException', note).off('unhandledRejection', note);
    expect(uncaught).to.deep.equal([]);
  });

  /** Answers each time that something comes; the first is the beginning of a login. */
  const journalAt = async (
    answer: (socket: Socket, time: number, asked: Buffer) => void,
  ): Promise<PostgresJournal> => {
    const { port, stop } = await startTcp((socket) => {
      let time = 0;
      socket.on('data', (asked) => {
        answer(socket, time, asked);
        time += 1;
      });
    });
    ends.push(stop);
    const journal = new PostgresJournal({ url: `postgres://me@127.0.0.1:${port}/plant`, password: PASSWORD });
    ends.push(() => journal.close());
    return journal;
  };

  for (const [what, reply] of Object.entries(UNREADABLE)) {
    it(`ends neither the process nor the turn by ${what}`, async () => {
      for (const before of [Buffer.alloc(0), LOGGED_IN]) {
        const journal = await journalAt((socket, time) => {
          if (time === 0) socket.end(Buffer.concat([before, reply]));
        });
        expect((await failureOf(journal.open())).code).to.match(/^journal:/);
      }
      const journal = await journalAt((socket, time) => {
        if (time === 0) socket.write(LOGGED_IN);
        else socket.end(reply);
      });
      expect((await failureOf(journal.open())).code).to.match(/^journal:/);
    });
  }

  for (const [what, beginning, piece] of [
    ['small rows', COLUMN, Buffer.concat(Array<Buffer>(5_000).fill(ROW))],
    ['one row', Buffer.concat([COLUMN, bytes('447fffffff00017ffffff0')]), Buffer.alloc(65_536)],
  ] as const) {
    it(`takes no answer of ${what} without end`, async () => {
      let sent = 0;
      const journal = await journalAt((socket, time) => {
        if (time === 0) socket.write(LOGGED_IN);
        if (time !== 1) return;
        socket.write(beginning);
        const flood = (): void => {
          if (socket.destroyed) return;
          sent += piece.length;
          if (socket.write(piece)) setImmediate(flood);
          else socket.once('drain', flood);
        };
        flood();
      });
      expect((await failureOf(journal.open())).message).to.match(/more than \d+ MB/);
      // What the operating system has in its buffers comes on top.
      expect(sent).to.be.below(32 * MEGABYTE);
    });
  }

  it('gets no password in clear text where others may listen', async () => {
    const heard: Buffer[] = [];
    const journal = await journalAt((socket, _time, asked) => {
      heard.push(asked);
      socket.write(message('R', bytes('00000003')));
    });
    expect((await failureOf(journal.open())).message).to.include('in clear text');
    expect(Buffer.concat(heard).includes(PASSWORD)).to.equal(false);
  });

  it('repeats no password in an error, however it writes it', async () => {
    const written = `${PASSWORD} ${Buffer.from(PASSWORD).toString('base64')}`;
    const journal = await journalAt((socket) => {
      socket.end(message('E', text(`SFATAL\0C28P01\0Mfailed for ${written}\0\0`)));
    });
    const { message: said, stack = '' } = await failureOf(journal.open());
    expect(said).to.include('refuses user or password');
    for (const secret of written.split(' ')) expect(said + stack).to.not.include(secret);
  });
});
