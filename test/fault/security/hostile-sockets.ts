import type { ServerResponse } from 'node:http';
import type { WebSocket } from 'ws';
import { oddJson } from './hostile-answers';
import type { SeededRandom } from './hostile-random';

const KIBIBYTE = 1024;

/** What a socket of live data or of a transfer may say; SockJS frames among it. */
export function hostileFrame(random: SeededRandom): string {
  const said = JSON.stringify(oddJson(random));
  return random.one([
    said,
    `\ufeff${said}`,
    `a[${JSON.stringify(said)}]`,
    `a[${said}]`,
    'o',
    'h',
    `c[${random.one(['3000', '{}', '"x"', '1e9', ''])},${random.one(['{"a":1}', '"gone"', 'null', '[]'])}]`,
    'm"x"',
    '[',
    '{"machine_id":"m","status":NaN}',
    '{"code":200,"file_seek":-1,"file_id":{}}',
    `{"code":200,"file_seek":${random.one(['1e308', '"x"', '9007199254740993'])},"file_id":"f"}`,
    `{"code":${random.one(['3005', '"200"', '{}', '714'])},"message":${said}}`,
    JSON.stringify({ id: 'm', [`field${random.whole(1e9)}`]: '1' }),
    JSON.stringify(
      Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`f${random.whole(1e9)}${index}`, '1'])),
    ),
    '['.repeat(100 * KIBIBYTE),
  ]);
}

/** Talks to whoever opened a WebSocket until it is closed. */
export function harass(socket: WebSocket, random: SeededRandom): void {
  socket.on('error', () => undefined);
  const timer = setInterval(() => {
    if (socket.bufferedAmount > 1_000_000) return;
    const luck = random.next();
    if (luck < 0.02) {
      socket.close(random.one([1000, 1008, 1011, 3008, 4999]), random.one(['', '过期', 'expired']));
    } else if (luck < 0.03) {
      socket.terminate();
    } else if (luck < 0.04) {
      socket.send(Buffer.alloc(2 * KIBIBYTE * KIBIBYTE, random.whole(256)));
    } else {
      for (let count = random.whole(20); count >= 0; count -= 1) socket.send(hostileFrame(random));
    }
  }, 20);
  socket.on('close', () => clearInterval(timer));
}

/** What the SockJS endpoint says of itself before a session. */
export function hostileInfo(random: SeededRandom): string {
  const base = random.one(['http://127.0.0.1:99999', 'http://any/path#', '//other', '', 'file:///x']);
  return random.one([
    JSON.stringify({ websocket: true, cookie_needed: false, origins: ['*:*'], entropy: 1, base_url: base }),
    JSON.stringify({ base_url: random.one([5, {}, [], null, true]) }),
    JSON.stringify({ websocket: 'no', entropy: 'x', cookie_needed: {} }),
    JSON.stringify({ websocket: false, cookie_needed: false, origins: ['*:*'], entropy: 1 }),
    JSON.stringify(oddJson(random)),
    ' '.repeat(KIBIBYTE * KIBIBYTE),
  ]);
}

/** An answer to a polling or streaming request of SockJS. */
export function hostileStream(response: ServerResponse, random: SeededRandom): void {
  response.writeHead(random.one([200, 200, 200, 404, 500]), { 'content-type': 'application/javascript' });
  response.write('o\n');
  const isShort = random.chance(0.5);
  const timer = setInterval(() => {
    if (!response.writableNeedDrain)
      response.write(`${hostileFrame(random)}${random.chance(0.9) ? '\n' : ''}`);
    if (isShort && random.chance(0.2)) response.end();
  }, 10);
  response.on('close', () => clearInterval(timer));
}
