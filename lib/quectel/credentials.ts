import { InputError } from '../errors';
import { sha256 } from '../json/digest';
import { isWellFormed } from '../json/json-values';

export interface QuectelKeys {
  accessKey: string;
  accessSecret: string;
}

/** Credentials made from the keys, good for ten minutes, for the REST login and the message broker. */
export interface SignedCredentials {
  /** Fields joined by `&`, not percent-encoded. */
  username: string;
  /** Lower-case hex. */
  password: string;
}

/** The keys without surrounding blanks; throws `InputError` for what can be no key. */
export function checkedKeys({ accessKey, accessSecret }: QuectelKeys): QuectelKeys {
  const keys = { accessKey: accessKey.trim(), accessSecret: accessSecret.trim() };
  if (keys.accessKey === '') throw new InputError('accessKey', 'The access key is missing');
  if (keys.accessSecret === '') throw new InputError('accessSecret', 'The access secret is missing');
  if (/[&=\s]/.test(keys.accessKey) || !isWellFormed(keys.accessKey)) {
    throw new InputError('accessKey', 'The access key holds a character that no access key has');
  }
  if (!isWellFormed(keys.accessSecret)) {
    throw new InputError('accessSecret', 'The access secret holds a character that no access secret has');
  }
  return keys;
}

/**
 * User name and password for this moment (docs/platforms/quectel.md, "Token": 使用AccessKey/AccessSecret获取token): the
 * password is the hash of the un-encoded user name followed by the secret. `timestamp` in ms.
 */
export function signedCredentials(keys: QuectelKeys, timestamp: number): SignedCredentials {
  const username = `ver=1&auth_mode=accessKey&sign_method=sha256&access_key=${keys.accessKey}&timestamp=${timestamp}`;
  return {
    username,
    password: sha256(username + keys.accessSecret),
  };
}
