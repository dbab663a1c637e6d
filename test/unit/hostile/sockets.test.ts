import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { FollowOutcome, FollowTask } from '../../support/follow-child';
import { TestServer } from '../../support/servers';

const MEGABYTE = 1024 * 1024;
const MOST_MEMORY = 300 * MEGABYTE;
/** CPU time between two turns of the event loop, in ms. */
const LONGEST_TURN = 1_000;
const FOR_MS = 4_000;
const POLLING = '{"websocket":false}';
const BOMB = gzipSync(Buffer.alloc(50 * MEGABYTE));
const BIG = 'x'.repeat(MEGABYTE);

type Answer = (response: ServerResponse, elsewhere: string) => void;

/** Writes as fast as it is read, until the client has enough. */
function pour(stream: Duplex | ServerResponse, piece: string | Buffer): void {
  const write = () => {
    while (!stream.destroyed && stream.write(piece));
  };
  stream.on('drain', write);
  stream.on('error', () => undefined);
  write();
}

const says =
  (text: string, headers = {}): Answer =>
  (response) => {
    response.writeHead(200, headers).end(text);
  };

/** What may come in place of a SockJS server's `info`. */
const INFOS: Record<string, Answer> = {
  'a base_url that is a number': says('{"base_url":5}'),
  'a base_url that is an object': says('{"base_url":{"split":1}}'),
  'a base_url with a port that is none': says('{"websocket":false,"base_url":"http://127.0.0.1:99999/x"}'),
  'a base_url elsewhere': (response, elsewhere) =>
    response.end(`{"websocket":false,"base_url":"${elsewhere}/any/path#"}`),
  'a redirect elsewhere': (response, elsewhere) =>
    response.writeHead(307, { location: `${elsewhere}/info` }).end(),
  'a list': says('[1]'),
  'a number': says('5'),
  nothing: says(''),
  'a page': says('<!DOCTYPE html><title>Log in</title>'),
  'wrong types': says('{"websocket":{"a":1},"origins":5,"cookie_needed":"x","entropy":{}}'),
  'keys of all objects': says('{"__proto__":{"websocket":false},"constructor":{"prototype":{}}}'),
  'a hundred thousand levels': says(`{"websocket":${'['.repeat(100_000)}`),
  'no end': (response) => pour(response, ' '.repeat(65_536)),
  'a byte now and then': (response) => {
    response.write('{');
    setInterval(() => response.write(' '), 20).unref();
  },
  'a gzip bomb': (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(BOMB),
};

/** Frames of SockJS, on whatever carries them. */
const FRAMES: Record<string, string> = {
  'a close frame whose reason is an object': 'c[3000,{"toString":5}]',
  'a close frame of two objects': 'c[{"toString":1},{"valueOf":1}]',
  'a close frame with no code': 'c[]',
  'a close frame that is a number': 'c3000',
  'a close frame of nothing': 'c',
  'a close frame with half of its JSON': 'c[3000,"a',
  'messages that are an object': 'a{"length":5}',
  'messages that are a number': 'a5',
  'no messages': 'a',
  'half of the messages': 'a["{',
  'messages in messages': 'a[[["a"]]]',
  'a hundred thousand levels': `a${'['.repeat(100_000)}`,
  'a message of nothing': 'm',
  'an unknown frame': 'z{"a":1}',
  'open again': 'o',
  'a frame of a megabyte': `a["${BIG}"]`,
  'keys of all objects': 'a[{"__proto__":{"polluted":1},"id":"m","toString":5}]',
};

/** Answers to polls that no SockJS server gives. */
const POLLS: Record<string, Answer> = {
  'no end': (response) => pour(response, `a["${'x'.repeat(1_000)}"]\n`),
  'a line without end': (response) => pour(response, 'x'.repeat(65_536)),
  'only line ends': (response) => pour(response, '\n'.repeat(65_536)),
  'nothing at once': says(''),
  'signs of life at once': says('h\n'),
  'messages at once': says('a["{}"]\n'),
  'a redirect elsewhere': (response, elsewhere) =>
    response.writeHead(307, { location: `${elsewhere}/xhr` }).end(),
  'a refusal': (response) => response.writeHead(500).end('no'),
  'a cut': (response) => {
    response.writeHead(200, { 'content-length': '100' }).write('o\na[');
    response.socket?.destroy();
  },
};

/** What a WebSocket may bring that is none of its frames (RFC 6455, section 5.2). */
const RAW_BYTES: Record<string, (socket: Duplex) => void> = {
  'reserved bits': (socket) => socket.write(Buffer.from([0xf1, 0x01, 0x61])),
  'an unknown opcode': (socket) => socket.write(Buffer.from([0x83, 0x00])),
  'a masked frame': (socket) => socket.write(Buffer.from([0x81, 0x81, 1, 2, 3, 4, 0x60])),
  'a close frame of one byte': (socket) => socket.write(Buffer.from([0x88, 0x01, 0x03])),
  'a close frame with a code that is none': (socket) => socket.write(Buffer.from([0x88, 0x02, 0xff, 0xff])),
  'a frame of 2^63 bytes': (socket) =>
    socket.write(Buffer.from([0x81, 0x7f, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])),
  'pieces of one message without end': (socket) => {
    socket.write(Buffer.from([0x01, 0x01, 0x61]));
    pour(socket, Buffer.concat([Buffer.from([0x00, 0x7e, 0xff, 0xff]), Buffer.alloc(0xffff, 0x61)]));
  },
  'pings without end whose answers nobody reads': (socket) => {
    socket.pause();
    const ping = Buffer.concat([Buffer.from([0x89, 0x7d]), Buffer.alloc(0x7d)]);
    pour(socket, Buffer.concat(Array.from({ length: 500 }, () => ping)));
  },
  'empty pings without end': (socket) => pour(socket, Buffer.from('8900'.repeat(30_000), 'hex')),
  'empty messages without end': (socket) => pour(socket, Buffer.from('8100'.repeat(30_000), 'hex')),
  'empty pongs without end': (socket) => pour(socket, Buffer.from('8a00'.repeat(30_000), 'hex')),
  'plain text': (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'),
};

/** What keeps a processor busy: its share of the time is not another's. */
const FLOOD = /no end|without end|line ends/;

/** Polls that bring messages are answered as fast as they come. */
const MESSAGES = /messages at once|messages in messages|of a megabyte|keys of all/;

interface Case {
  name: string;
  transport: 'sockjs' | 'websocket';
  answer(url: string, response: ServerResponse, elsewhere: string): void;
  upgraded?(socket: Duplex): void;
}

/** A text as one frame from a server. */
function frame(text: string): Buffer {
  const content = Buffer.from(text);
  const head = Buffer.alloc(10);
  head[0] = 0x81;
  head[1] = 127;
  head.writeBigUInt64BE(BigInt(content.length), 2);
  return Buffer.concat([head, content]);
}

function cases(): Case[] {
  const all: Case[] = [];
  for (const [name, answer] of Object.entries(INFOS)) {
    all.push({
      name: `info: ${name}`,
      transport: 'sockjs',
      answer: (_url, response, to) => answer(response, to),
    });
  }
  const polled = (name: string, answer: Answer): Case => {
    let asked = 0;
    return {
      name,
      transport: 'sockjs',
      answer: (url, response, to) => {
        if (url.includes('/info')) response.end(POLLING);
        else if (url.includes('/xhr_send')) response.writeHead(204).end();
        else if (asked++ === 0) response.end('o\n');
        else answer(response, to);
      },
    };
  };
  for (const [name, answer] of Object.entries(POLLS)) all.push(polled(`poll: ${name}`, answer));
  for (const [name, text] of Object.entries(FRAMES)) {
    all.push(polled(`frame by polling: ${name}`, says(`${text}\n`)));
    all.push({
      name: `frame by WebSocket: ${name}`,
      transport: 'sockjs',
      answer: (_url, response) => response.end('{"websocket":true}'),
      upgraded: (socket) => socket.write(Buffer.concat(['o', text, text].map(frame))),
    });
  }
  for (const [name, upgraded] of Object.entries(RAW_BYTES)) {
    for (const transport of ['websocket', 'sockjs'] as const) {
      all.push({
        name: `${transport}: ${name}`,
        transport,
        answer: (_url, response) => response.end('{"websocket":true}'),
        upgraded: (socket) => {
          if (transport === 'sockjs') socket.write(frame('o'));
          upgraded(socket);
        },
      });
    }
  }
  return all;
}

/** Answers logins as the platform does, and leaves the rest to the case. */
async function serverOf({ answer, upgraded }: Case, elsewhere: string): Promise<TestServer> {
  const token = { access_token: 'an access token', refresh_token: 'a refresh token', expires_in: 7200 };
  const server = await TestServer.start((response, { url }) => {
    if (url === '/token') response.end(JSON.stringify({ code: 200, data: token }));
    else answer(url, response, elsewhere);
  });
  server.server.on('upgrade', (request, socket: Duplex) => {
    socket.on('error', () => undefined);
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    upgraded?.(socket);
  });
  return server;
}

async function outcomeOf(task: FollowTask): Promise<FollowOutcome> {
  const child = fork(path.join(__dirname, '../../support/follow-child.js'), {
    stdio: ['ignore', 2, 'pipe', 'ipc'],
  });
  const complaints: Buffer[] = [];
  child.stderr?.on('data', (piece: Buffer) => complaints.push(piece));
  const ended = once(child, 'exit');
  let outcome: FollowOutcome | undefined;
  child.once('message', (message) => {
    outcome = message as FollowOutcome;
  });
  child.send(task);
  const [code] = (await ended) as [number | null];
  if (!outcome || code !== 0)
    throw new Error(`The process has ended (${code}): ${Buffer.concat(complaints)}`);
  return outcome;
}

/** Follows a machine at each of the servers, in a process of its own. */
async function followAll(all: readonly Case[]) {
  const elsewhere = await TestServer.start((response) => response.end('o\n'));
  const servers = await Promise.all(all.map((each) => serverOf(each, elsewhere.origin)));
  const outcome = await outcomeOf({
    forMs: FOR_MS,
    servers: all.map(({ name, transport }, index) => ({
      name,
      transport,
      baseUrl: servers[index]?.origin ?? '',
    })),
  });
  const asked = new Map(all.map(({ name }, index) => [name, servers[index]?.seen.length ?? 0]));
  await Promise.all([elsewhere, ...servers].map((server) => server.stop()));
  expect(elsewhere.accepted, 'connections elsewhere').to.equal(0);
  expect(outcome.peak / MEGABYTE, 'MB of memory').to.be.below(MOST_MEMORY / MEGABYTE);
  expect(outcome.longestTurn, 'ms in one turn').to.be.below(LONGEST_TURN);
  for (const [name, codes] of Object.entries(outcome.errors)) expect(codes, name).not.to.include('internal');
  return { asked, errors: outcome.errors };
}

describe('Hostile servers of live data (SECURITY.md, "What is promised": nothing that a platform sends ends the process)', function () {
  this.timeout(60_000);

  it('end their connection at most, take no memory, and send nobody elsewhere', async () => {
    const { asked, errors } = await followAll(cases().filter(({ name }) => !FLOOD.test(name)));
    for (const [name, codes] of Object.entries(errors)) {
      if (name.startsWith('info: ')) expect(codes, name).not.to.have.length(0);
    }
    for (const [name, count] of asked) {
      if (!MESSAGES.test(name)) expect(count, `requests for ${name}`).to.be.below(20);
    }
  });

  it('that flood their clients take no memory either', async () => {
    await followAll(cases().filter(({ name }) => FLOOD.test(name)));
  });
});
