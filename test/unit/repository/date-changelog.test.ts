import { expect } from 'chai';
import { dateChangelog } from '../../../scripts/date-changelog';

const changelog = `# Changelog

## [Unreleased]

### Added

- Something new.

## [0.1.0] - 2026-11-27

- The first.
`;

describe('Dating the changelog of a release (Keep a Changelog)', () => {
  it('makes what is unreleased the section of the version, below an empty one', () => {
    expect(dateChangelog(changelog, '0.2.0', '2026-12-24')).to.equal(
      changelog.replace('## [Unreleased]\n', '## [Unreleased]\n\n## [0.2.0] - 2026-12-24\n'),
    );
  });

  it('leaves a version alone that has its section', () => {
    expect(dateChangelog(changelog, '0.1.0', '2026-12-24')).to.equal(changelog);
  });

  it('refuses to release nothing', () => {
    const empty = changelog.replace(/### Added[^#]*/, '');
    expect(() => dateChangelog(empty, '0.2.0', '2026-12-24')).to.throw('empty');
    expect(() => dateChangelog('# Changelog\n', '0.2.0', '2026-12-24')).to.throw('exactly one');
  });
});
