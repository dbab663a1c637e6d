import { expect } from 'chai';
import {
  AbortedError,
  type ErrorName,
  InputError,
  NetworkError,
  PlatformError,
  ShopfloorError,
  StoreUnreachable,
  TimeoutError,
} from '../../../lib/errors';

describe('The names of errors (README, "SDK")', () => {
  it('are literals that tell the classes apart, also in a copy, and stay when a bundler renames classes', () => {
    const details = { code: 'x:1', kind: 'platform', retryable: false } as const;
    const named: Record<ErrorName, ShopfloorError> = {
      ShopfloorError: new ShopfloorError('m', details),
      InputError: new InputError('field', 'm'),
      NetworkError: new NetworkError('RESET', 'm'),
      StoreUnreachable: new StoreUnreachable('m'),
      TimeoutError: new TimeoutError('m'),
      AbortedError: new AbortedError('m'),
      PlatformError: new PlatformError('m', details),
    };
    for (const [name, error] of Object.entries(named)) {
      expect(error.name).to.equal(name);
      expect(error.copy().name).to.equal(name);
      expect(String(error)).to.equal(`${name}: m`);
      expect(error.stack).to.match(new RegExp(`^${name}: m`));
    }
    class Renamed extends InputError {}
    expect(new Renamed('field', 'm').name).to.equal('InputError');
  });
});
