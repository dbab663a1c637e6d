import { inspect } from 'node:util';
import { expect } from 'chai';
import fc from 'fast-check';
import { type ShopfloorError, toShopfloorError } from '../../../lib/errors';
import { Redactor } from '../../../lib/http';
import { presentableText, redact } from '../../../lib/redaction';
import { cpuTime } from '../../support/cpu-time';
import { secrets, surroundings, WRITINGS } from '../../support/writings';

const choices = fc.array(fc.boolean(), { minLength: 1, maxLength: 7 });

describe('Secrets in texts (docs/behaviour.md, "Failures": none holds one)', () => {
  const redactor = () => new Redactor();

  for (const [name, write] of Object.entries(WRITINGS)) {
    it(`are gone when they were written ${name}`, () => {
      fc.assert(
        fc.property(secrets, surroundings, surroundings, choices, (secret, before, after, decisions) => {
          const account = redactor();
          account.addSecret(secret);
          const written = write(secret, decisions);
          const shown = redact(before + written + after);
          account.close();
          expect(shown).not.to.include(written);
          expect(shown, 'not a mask in the place of all').to.satisfy(
            (text: string) => text.length <= before.length + written.length + after.length,
          );
        }),
      );
    });
  }

  it('are gone when their hex ends in a zero before the letter of the sign 0x', () => {
    const account = redactor();
    account.addSecret('canary-p');
    const shown = redact('63:61:6e:61:72:79:2d:70x');
    account.close();
    expect(shown).not.to.include('63:61:6e:61');
  });

  it('are gone when Base64 in an address follows a text that was cut in an escape', () => {
    const account = redactor();
    account.addSecret('l >    ');
    const shown = redact('path=%2bCA%2BICAgIA%3D%3D');
    account.close();
    expect(shown).not.to.include('CA%2BICAg');
  });

  it('are gone with all characters that hold something of them: nothing can be decoded any more', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 4, unit: fc.constantFrom('q', 'Z', '7') }),
        fc.string(),
        (secret, user) => {
          const account = redactor();
          account.addToken(secret);
          const header = redact(
            `Authorization: Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`,
          );
          account.close();
          const [, credentials = ''] = header.split('Basic ');
          for (const shift of [0, 1, 2, 3])
            expect(Buffer.from(credentials.slice(shift), 'base64').toString('latin1')).not.to.include(
              secret.slice(0, 4),
            );
        },
      ),
    );
  });

  it('are gone from every place of an error, whatever it is made of', () => {
    fc.assert(
      fc.property(
        secrets,
        choices,
        fc.constantFrom(...Object.values(WRITINGS)),
        (secret, decisions, write) => {
          const account = redactor();
          account.addSecret(secret);
          const said = `said: ${write(secret, decisions)} `;
          const thrown = Object.assign(new AggregateError([new Error(said), said, { said: [said] }], said), {
            cause: { [said]: { said }, list: [said, new TypeError(said, { cause: said })] },
            code: said,
            path: said,
          });
          const { stack, message, cause } = toShopfloorError(thrown);
          account.close();
          const shown = inspect([stack, message, cause], {
            depth: 20,
            showHidden: true,
            maxStringLength: null,
          });
          expect(shown).not.to.include(inspect(said).slice(1, -2)).and.not.to.include(said);
          expect(shown).to.include('***');
        },
      ),
    );
  });

  const shownOf = (secret: string, text: string) => {
    const account = redactor();
    account.addSecret(secret);
    const shown = redact(text);
    account.close();
    return shown;
  };

  it('are gone in capitals, in full width, and in UTF-16 that is written in Base64 or hex', () => {
    const secret = 'Qx7-kLm.92_zT/pass';
    const fullWidth = secret.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
    const wide = Buffer.from(secret, 'utf16le');
    const swapped = Buffer.from(wide).swap16();
    const written = [
      secret.toUpperCase(),
      secret.toLowerCase(),
      fullWidth,
      ...[wide, swapped].flatMap((bytes) => [bytes.toString('base64'), bytes.toString('hex')]),
    ];
    // Of UTF-16 an outer zero may be left.
    for (const text of written)
      expect(shownOf(secret, `said: ${text}.`)).to.match(/^said: (?:A|00)?\*{3}(?:A|00)?\.$/);
  });

  /** Generous: the least of three runs, on a machine that does other things as well. */
  const millisecondsOf = (secret: string, text: string) => {
    const account = redactor();
    account.addToken(secret);
    const runs = Array.from({ length: 3 }, () => {
      const begun = cpuTime();
      expect(presentableText(text)).not.to.include(secret);
      return cpuTime() - begun;
    });
    account.close();
    return Math.min(...runs);
  };

  it('take time in proportion to the text, whatever they are made of', () => {
    const ordinary = Array.from(
      { length: 8_192 },
      (_each, index) => 'abcdefghijk'[(index * 7 + index ** 2) % 11],
    );
    const tokens = [
      ...[8, 100, 8_192].map((length) => '\\'.repeat(length)),
      ...['%', '&amp;', '%25', ' ', 'a'].map((sign) => sign.repeat(1_000)),
      `${'%'.repeat(1_000)}b`,
      'a'.repeat(8_192),
      `b${'a'.repeat(8_191)}`,
      `${'\\é'.repeat(500)}b`,
      ordinary.join(''),
    ];
    const texts = ['\\', '%', '%25', '%5c', '&amp;', '\\u0025', '\\\\u005c', 'a', 'é', ' '];
    for (const token of tokens) {
      for (const sign of texts) {
        const took = millisecondsOf(token, sign.repeat(Math.ceil(30_000 / sign.length)));
        expect(took, `${token.slice(0, 8)} × ${token.length} in ${sign}`).to.be.below(1_000);
      }
    }
  }).timeout(60_000);

  it('of many logins are looked for as quickly as one', () => {
    const account = redactor();
    const head = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJwbGF0Zm9ybSIsInN1YiI6ImFwcCIs';
    for (let count = 0; count < 32; count += 1)
      account.addToken(`${head}${count}.${'x'.repeat(100)}${count}`);
    const text = `refused: ${head}1.${'x'.repeat(100)}1; `.repeat(8);
    expect(redact(text)).to.equal('refused: ***; '.repeat(8));
    account.close();
  });

  it('leave texts alone that hold none of them', () => {
    const account = redactor();
    account.addSecret('p4ss w0rd/+é');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(redact(text)).to.equal(text);
      }),
    );
    account.close();
  });

  it('of two accounts are both gone; one that both have stays hidden until both are closed', () => {
    const [first, second] = [redactor(), redactor()];
    for (const account of [first, second]) account.addSecret('common-secret');
    first.addSecret('first-secret');
    expect(redact('first-secret common-secret')).to.equal('*** ***');
    first.close();
    expect(redact('first-secret common-secret')).to.equal('first-secret ***');
    second.close();
    expect(redact('first-secret common-secret')).to.equal('first-secret common-secret');
  });

  it('cannot be put together by a platform that writes characters between them that are not seen', () => {
    const account = redactor();
    account.addSecret('app-secret');
    expect(presentableText('app-\u200bse\u0007cret')).to.equal('***');
    expect(presentableText('app\u001b[31m-secret')).to.equal('***');
    account.close();
  });

  it('at the end of what is shown of a long text are not shown in part', () => {
    const account = redactor();
    account.addSecret('abcdefghijklmnop');
    for (let length = 1_980; length <= 2_300; length += 1) {
      const shown = presentableText(`${'x'.repeat(length)}abcdefghijklmnop${'y'.repeat(5_000)}`);
      expect(shown.replace(/… and .*/, ''), String(length)).to.match(/^x*(\*{0,3})y*$/);
    }
    account.close();
  });

  it('in the user part of an address are gone, known or not', () => {
    const cases = [
      ['redis://:hidden@host:6379/0', 'redis://***@host:6379/0'],
      ['http://user:hid@den@host/a?b=c@d', 'http://***@host/a?b=c@d'],
      ['see amqps://u:p@h/v, https://other', 'see amqps://***@h/v, https://other'],
      ['mail me@host or //me@host', 'mail me@host or //me@host'],
    ] as const;
    for (const [text, shown] of cases) expect(presentableText(text)).to.equal(shown);
  });
});

describe('Causes of errors', () => {
  const causeOf = (thrown: unknown): ShopfloorError['cause'] => toShopfloorError(thrown).cause;

  it('may go in circles', () => {
    const error = new Error('round');
    error.cause = { error, list: [error] };
    expect(causeOf(error)).to.have.nested.property('cause.list[0]', '(circular)');
    const several = new AggregateError([], 'several');
    several.errors.push(several);
    expect(causeOf(several)).to.have.deep.property('errors', ['(circular)']);
  });

  it('may throw when they are looked at', () => {
    const hostile = () => {
      throw new Error('never');
    };
    const getter = { get: hostile, enumerable: true };
    const error = Object.defineProperties(new Error('looked at'), {
      stack: getter,
      message: getter,
      code: getter,
    });
    expect(causeOf(error)).to.be.instanceOf(Error);
    expect(causeOf(Object.defineProperty({ fine: 1 }, 'bad', getter))).to.include({ fine: 1 });
    const traps = { get: hostile, ownKeys: hostile, getPrototypeOf: hostile };
    expect(causeOf(new Proxy({}, traps))).to.equal('(unreadable)');
    expect(toShopfloorError(Object.create(null)).message).to.be.a('string');
  });

  it('keep what is a plain fact, and nothing of what a library hangs on them', () => {
    const socket = { _httpMessage: { headers: 'x' } };
    const thrown = Object.assign(new TypeError('no way'), {
      code: 'ENOWAY',
      errno: -1,
      socket,
      request: () => socket,
    });
    const cause = causeOf(thrown) as Error;
    expect(cause).to.include({ name: 'TypeError', message: 'no way', code: 'ENOWAY', errno: -1 });
    expect(cause).not.to.have.any.keys('socket', 'request');
    expect(cause.stack).to.match(/^TypeError: no way\n {4}at /);
  });

  it('are bounded, however large or deep they are', () => {
    let deep: unknown = 'bottom';
    for (let level = 0; level < 10_000; level += 1) deep = { deep };
    expect(inspect(causeOf(deep), { depth: 30 }))
      .to.include('(left out)')
      .and.not.to.include('bottom');
    const wide = Array.from({ length: 1_000 }, () => Array.from({ length: 1_000 }, () => ({})));
    expect(JSON.stringify(causeOf(wide)).length).to.be.below(20_000_000);
  });

  it('cost little, however many texts they hold, and say how many were left out', () => {
    const texts = (text: string) => causeOf({ data: Array(100_000).fill(text) }) as { data: string[] };
    const begun = cpuTime();
    for (const text of ['', 'a', '\\'.repeat(2_000), 'x'.repeat(3_000)]) {
      const { data } = texts(text);
      expect(data).to.have.length.below(5_000);
      expect(data.at(-1)).to.equal(
        `(${(100_001 - data.length).toLocaleString('en-US').replaceAll(',', '')} more left out)`,
      );
    }
    expect(cpuTime() - begun).to.be.below(2_000);
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_each, index) => [`n${index}`, index]));
    expect(causeOf(wide)).to.have.property('(left out)').that.is.above(40_000);
    const results = Array.from({ length: 200 }, (_each, index) => ({
      deviceKey: `${861_000_000_000_000 + index}`,
      code: 4_001,
      ticket: '0123456789abcdef0123456789abcdef',
      message: 'offline',
    }));
    expect(causeOf({ results })).to.deep.equal({ results });
  });

  it('that are objects with data stay data', () => {
    const results = [{ deviceKey: 'D1', code: 200, ticket: null }, { message: 'offline\u0000' }];
    expect(causeOf({ results })).to.deep.equal({ results: [results[0], { message: 'offline' }] });
  });
});
