import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** A user's password may be weak, so each guess must cost memory and time. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

const derive = promisify<string, string, number, object, Buffer>(scrypt);

interface Keys {
  content: Buffer;
  name: Buffer;
}

/**
 * Encrypts the entries of the store. Its keys come from the account's secrets, so that only a process that could log in
 * itself can read the tokens.
 */
export class TokenCipher {
  private keys: Promise<Keys> | undefined;

  /** `account` distinguishes accounts with the same secret. */
  constructor(
    private readonly secrets: readonly string[],
    private readonly account: string,
  ) {}

  /** Under what to keep an entry: the same in all processes, and not to be guessed from. */
  async nameOf(key: string): Promise<string> {
    const { name } = await this.ready();
    return createHmac('sha256', name).update(key).digest('base64url');
  }

  async seal(content: object, name: string): Promise<string> {
    const { content: key } = await this.ready();
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, key, iv).setAAD(Buffer.from(name));
    const sealed = [cipher.update(JSON.stringify(content), 'utf8'), cipher.final()];
    return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64');
  }

  /** Undefined for what was not sealed with these keys under this name. */
  async open(entry: string, name: string): Promise<unknown> {
    const { content: key } = await this.ready();
    try {
      const bytes = Buffer.from(entry, 'base64');
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(name)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const text = [decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()];
      return JSON.parse(Buffer.concat(text).toString('utf8'));
    } catch {
      return undefined;
    }
  }

  private ready(): Promise<Keys> {
    this.keys ??= this.make();
    return this.keys;
  }

  private async make(): Promise<Keys> {
    const { secrets, account } = this;
    const root = await derive(JSON.stringify(secrets), `shopfloor ${account}`, KEY_BYTES, COST);
    const part = (purpose: string) => Buffer.from(hkdfSync('sha256', root, '', purpose, KEY_BYTES));
    return { content: part('token content'), name: part('token name') };
  }
}
