import type { ServerResponse } from 'node:http';
import { spoiltAnswers } from '../../unit/hostile/spoilt';
import type { SeededRandom } from './hostile-random';

const MEBIBYTE = 1024 * 1024;

/** Values that stand where numbers, texts, lists and objects are expected. */
const ODD_VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    -1,
    0,
    1e308,
    2 ** 53,
    '',
    ' ',
    '0x10',
    '1E2',
    'NaN',
    '\u0000\u001b[2J',
    '\ud800',
    '机床'.repeat(200),
  ],
  ...[
    [],
    [[]],
    {},
    [null],
    { toString: 1 },
    { length: 1e9 },
    Object.fromEntries([['then', 'x']]),
    '__proto__',
    'constructor',
  ],
];

/** Lives that tokens may claim. */
const LIVES: readonly unknown[] = [0, -1, 1e-3, 1, 1e308, 'NaN', null, '', [], 'never', 2 ** 31, true];

const FIELDS = [
  ...[
    'code',
    'errorCode',
    'data',
    'message',
    'msg',
    'list',
    'rows',
    'total',
    'pages',
    'pageNum',
    'members',
    'id',
  ],
  ...[
    'machine_id',
    'machineID',
    'access_token',
    'refresh_token',
    'token',
    'expires_in',
    'programs',
    'subDirs',
  ],
  ...['productKey', 'deviceKey', 'connectUrl', 'base_url', 'websocket', 'cookie_needed', 'entropy', 'time'],
];

/** JSON of fields that some platform knows, with values of any type, nested as deep as chance will have it. */
export function oddJson(random: SeededRandom, depth = 3): unknown {
  if (depth === 0 || random.chance(0.3)) return random.one(ODD_VALUES);
  if (random.chance(0.3)) return Array.from({ length: random.whole(5) }, () => oddJson(random, depth - 1));
  return Object.fromEntries(
    Array.from({ length: random.whole(8) }, () => [random.one(FIELDS), oddJson(random, depth - 1)]),
  );
}

/** A page that is always full, of a list that has no end. */
export function endlessPage(random: SeededRandom): unknown {
  const list = Array.from({ length: 50 }, () => ({
    id: random.whole(1e9),
    name: 'x',
    deviceKey: random.whole(1e9),
  }));
  const total = random.one([1e12, null, '1e9', undefined, -1]);
  return {
    code: 200,
    success: true,
    data: random.one([list, { list, total, pages: total }]),
    total,
    pages: total,
  };
}

/** A success of a login by the words of every platform, with a life of any kind. */
export function oddLogin(random: SeededRandom): unknown {
  const token = `QJWT hostile.${random.whole(1e9)}.token`;
  const life = random.one(LIVES);
  const fields = { access_token: token, token, refresh_token: token, token_type: 'bearer', expires_in: life };
  return { code: 200, msg: 'OK', ...fields, data: fields };
}

type Writer = (response: ServerResponse, random: SeededRandom) => void;

const json = (response: ServerResponse, value: unknown, status = 200, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
};

/** Writes without end, in pieces, for as long as somebody reads. */
function endless(response: ServerResponse, piece: string, everyMs: number): void {
  const timer = setInterval(() => {
    if (!response.writableNeedDrain) response.write(piece);
  }, everyMs);
  response.on('close', () => clearInterval(timer));
}

/** All kinds of answers that no platform should give. */
export const HOSTILE_ANSWERS: Readonly<Record<string, Writer>> = {
  'any JSON': (response, random) => json(response, oddJson(random)),
  'a login with any life': (response, random) => json(response, oddLogin(random)),
  'a list without end': (response, random) => json(response, endlessPage(random)),
  'a status': (response, random) =>
    json(
      response,
      oddJson(random),
      random.one([201, 204, 206, 301, 307, 400, 401, 403, 404, 409, 413, 418, 429, 500, 503, 599]),
      {
        'retry-after': random.one(['3600', '1e9', '-1', 'Fri, 31 Dec 9999 23:59:59 GMT', 'soon', '0']),
        location: random.one(['http://127.0.0.1:1/', '//127.0.0.1', 'file:///etc/passwd', '\u00e9']),
        'www-authenticate': `Bearer error="${'x'.repeat(5_000)}", error_description="\u001b[31m"`.replace(
          '\u001b',
          '',
        ),
      },
    ),
  'a page': (response, random) => {
    response.writeHead(random.one([200, 401, 403, 502]), { 'content-type': 'text/html; charset=gbk' });
    response.end(`<html><head><title>${'<script>'.repeat(500)}</title>`);
  },
  XML: (response) => {
    response.writeHead(401, { 'content-type': 'application/xml' });
    response.end(
      `<oauth><error>${'a'.repeat(100_000)}</error><error_description>&#x1b;</error_description></oauth>`,
    );
  },
  'another charset': (response, random) => {
    response.writeHead(200, {
      'content-type': `application/json; charset=${random.one(['utf-7', '../../x', 'gbk', ''])}`,
    });
    response.end(Buffer.from([0x7b, 0x22, 0xb3, 0xac, 0x22, 0x3a, 0x31, 0x7d]));
  },
  'many empty objects': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(`{"code":200,"data":[${'{},'.repeat(10 * MEBIBYTE)}{}]}`);
  },
  'deep nesting': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('['.repeat(2 * MEBIBYTE));
  },
  'a long text': (response) => json(response, { code: 1, errorCode: 1, msg: 'x'.repeat(20 * MEBIBYTE) }, 500),
  'no end': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    endless(response, ' '.repeat(64 * 1024), 1);
  },
  'a drip': (response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    endless(response, 'x', 50);
  },
  'compressed nonsense': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
    response.end(Buffer.alloc(1_000, 0x1f));
  },
  'a wrong length': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000000' });
    response.write('{"code":200');
    setTimeout(() => response.destroy(), 20);
  },
  'a cut': (response) => response.destroy(),
  'no HTTP': (response) => {
    response.socket?.end('SSH-2.0-OpenSSH_9.9\r\n\r\n');
  },
};

/** A field of a good answer replaced by something that is not expected there. */
export function spoilt(good: string, random: SeededRandom): string {
  return random.one(spoiltAnswers(good, 200));
}
