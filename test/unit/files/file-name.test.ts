import { expect } from 'chai';
import { checkFileName, lastPart } from '../../../lib/files/file-name';
import { cpuTime } from '../../support/cpu-time';
import { thrownBy } from '../../support/servers';

describe('The name of a file on a machine (docs/behaviour.md, "Parameters": an error that names the field, and nothing sent)', () => {
  it('may be anything that names one file', () => {
    for (const name of ['O1000', '精加工 2.MPF', 'A..NC', '.hidden', '100%', "x'y", '😀']) {
      expect(() => checkFileName('fileName', name), name).not.to.throw();
    }
  });

  it('is refused, by its field, where it leads elsewhere or can be no name', () => {
    for (const name of [
      '',
      ' ',
      '.',
      '..',
      '%2e%2e',
      'a/b',
      'a\\b',
      'a\0b',
      'a\nb',
      'a\x7fb',
      'a\u0085b',
      '\ud800',
    ]) {
      expect(
        thrownBy(() => checkFileName('file_name', name)),
        JSON.stringify(name),
      ).to.include({
        code: 'input:file_name',
      });
    }
  });

  it('is the last part of a path, whatever system the path is from', () => {
    for (const path of ['/a/O1.nc', 'C:\\a\\O1.nc', 'O1.nc', '\\\\host\\share/O1.nc']) {
      expect(lastPart(path)).to.equal('O1.nc');
    }
    expect(lastPart('/a/')).to.equal('');
  });

  it('is found at the end of a path of any length at once (SECURITY.md, "Against whom")', () => {
    // Only its time tells that a path is not looked through once for each of its characters.
    const begun = cpuTime();
    for (const character of ['a', '/', '\\', ' ', '.', '\0']) {
      const long = character.repeat(300_000);
      for (const path of [long, `${long}/`, `${long}\\`, `/${long}x`])
        expect(path.endsWith(lastPart(path))).to.equal(true);
    }
    expect(cpuTime() - begun).to.be.below(1_000);
  });
});
