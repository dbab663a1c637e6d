import { expect } from 'chai';
import { projectRoot, readManifest } from '../../scripts/project';
import { type PackedProject, packedProject } from '../support/packed-project';

const whatUsersNeed = [
  /^package\.json$/,
  /^(README|README\.zh-CN|CHANGELOG|SECURITY)\.md$/,
  /^LICENSE$/,
  /^examples\/.+\.json$/,
  /^dist\/lib\/.+\.(js|d\.ts|json)$/,
  /^dist\/schemas\/.+\.json$/,
  /^dist\/nodes\/.+\.(js|html|json)$/,
  /^dist\/nodes\/[^/]+\/icons\/[^/]+\.svg$/,
];

describe('the package that npm publishes', function () {
  this.timeout(60_000);
  let packed: PackedProject;

  before(async () => {
    packed = await packedProject();
    console.log(
      `    ${packed.files.length} files, ${kilobytes(packed.size)} packed, ${kilobytes(packed.unpackedSize)} unpacked`,
    );
  });

  it('holds nothing but what users need: no tests, sources, scripts, source maps', () => {
    const needless = packed.files.filter((file) => !whatUsersNeed.some((pattern) => pattern.test(file)));
    expect(needless).to.deep.equal([]);
  });

  it('holds the licence, the description and the entry point with its types', () => {
    expect(packed.files).to.include.members([
      'LICENSE',
      'package.json',
      'dist/lib/index.js',
      'dist/lib/index.d.ts',
    ]);
  });

  it('holds the script, page and locales of every listed node', () => {
    const wanted = Object.values(readManifest(projectRoot)['node-red'].nodes).flatMap((script) => {
      const [, folder, type] = /^(.+)\/([^/]+)\.js$/.exec(script) ?? [];
      const locales = ['en-US', 'zh-CN'].flatMap((language) => [
        `${folder}/locales/${language}/${type}.json`,
        `${folder}/locales/${language}/${type}.html`,
      ]);
      return [script, `${folder}/${type}.html`, ...locales];
    });
    expect(wanted.filter((file) => !packed.files.includes(file))).to.deep.equal([]);
  });
});

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
