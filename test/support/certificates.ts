import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { md, pki } from 'node-forge';

/** PEM texts. */
export interface KeyPair {
  key: string;
  cert: string;
}

interface Subject {
  readonly name: string;
  /** `DNS:…` and `IP:…`, separated by commas. */
  readonly names?: string;
  readonly days: number;
}

interface Issuer {
  readonly name: string;
  readonly key: pki.rsa.PrivateKey;
}

const DAY_MS = 86_400_000;

/** A certificate token provider of the test's own. */
export class TestIssuer {
  readonly #issuer: Issuer;
  /** What a client must trust. */
  readonly ca: string;

  constructor() {
    const { key, cert } = made({ name: 'Test CA', days: 2 });
    this.#issuer = { name: 'Test CA', key: pki.privateKeyFromPem(key) };
    this.ca = cert;
  }

  /** A certificate for these names (`DNS:…`, `IP:…`), which ends in so many days; below 0 it has ended. */
  issue(names: string, days = 1): KeyPair {
    return made({ name: 'Test server', names, days }, this.#issuer);
  }

  /** A certificate that nobody vouches for. */
  selfSigned(names: string): KeyPair {
    return made({ name: 'Alone', names, days: 1 });
  }
}

/** Without an issuer a certificate is signed with its own key, and may sign others. */
function made({ name, names, days }: Subject, issuer?: Issuer): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const certificate = pki.createCertificate();
  certificate.publicKey = pki.publicKeyFromPem(publicKey);
  // Two of one issuer must not have the same number; a first byte below 0x80 keeps it positive.
  certificate.serialNumber = `01${randomBytes(8).toString('hex')}`;
  const now = Date.now();
  certificate.validity.notBefore = new Date(now + Math.min(0, days - 1) * DAY_MS);
  certificate.validity.notAfter = new Date(now + days * DAY_MS);
  certificate.setSubject([{ name: 'commonName', value: name }]);
  certificate.setIssuer([{ name: 'commonName', value: issuer?.name ?? name }]);
  const altNames = (names?.split(',') ?? []).map(altName);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: issuer === undefined, critical: true },
    ...(altNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames }]),
  ]);
  certificate.sign(issuer?.key ?? pki.privateKeyFromPem(privateKey), md.sha256.create());
  return { key: privateKey, cert: pki.certificateToPem(certificate) };
}

/** A name of a server as X.509 numbers its kinds: 2 is DNS, 7 an address. */
function altName(name: string): object {
  const value = name.slice(name.indexOf(':') + 1);
  return name.startsWith('IP:') ? { type: 7, ip: value } : { type: 2, value };
}
