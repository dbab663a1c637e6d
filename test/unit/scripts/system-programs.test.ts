import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../../scripts/project';
import { findProgram, howToGet, missingPrograms, programPath } from '../../../scripts/system-programs';

const ending = process.platform === 'win32' ? '.exe' : '';

describe('Programs that tests start besides Node.js', () => {
  let root: string;
  const { PATH: usual = '', CHROMIUM_PATH: chromium } = process.env;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'programs-'));
    delete process.env['CHROMIUM_PATH'];
    process.env['PATH'] = ['usr/bin', 'opt/bin']
      .map((folder) => path.join(root, folder))
      .join(path.delimiter);
  });

  afterEach(() => {
    process.env['PATH'] = usual;
    if (chromium !== undefined) process.env['CHROMIUM_PATH'] = chromium;
    rmSync(root, { recursive: true });
  });

  const put = (file: string, mode = 0o755): string => {
    const whole = path.join(root, file) + ending;
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, '');
    chmodSync(whole, mode);
    return whole;
  };

  it('are found on the PATH, in its order', () => {
    const second = put('opt/bin/nginx');
    expect(findProgram('nginx')).to.equal(second);
    expect(findProgram('nginx')).to.equal(programPath('nginx'));
    const first = put('usr/bin/nginx');
    expect(findProgram('nginx')).to.equal(first);
  });

  it("are found in the administrator's folder beside one of the PATH, where ordinary users lack it", () => {
    const squid = put('usr/sbin/squid');
    expect(findProgram('squid')).to.equal(squid);
  });

  it('are found under each of their names, and where a variable says', () => {
    const chrome = put('opt/bin/google-chrome');
    expect(findProgram('chromium')).to.equal(chrome);
    process.env['CHROMIUM_PATH'] = '/elsewhere/chrome';
    expect(findProgram('chromium')).to.equal('/elsewhere/chrome');
  });

  it("RabbitMQ is its own script before a system's wrapper", () => {
    const wrapper = put('usr/sbin/rabbitmq-server');
    expect(findProgram('rabbitmq')).to.equal(wrapper);
    const script = put('usr/lib/rabbitmq/bin/rabbitmq-server');
    expect(findProgram('rabbitmq')).to.equal(script);
  });

  it('are missing where there is no file that can be run', () => {
    mkdirSync(path.join(root, 'usr/bin', `haproxy${ending}`), { recursive: true });
    if (process.platform !== 'win32') put('usr/bin/tinyproxy', 0o644);
    put('opt/bin/squid');
    expect(missingPrograms(['haproxy', 'tinyproxy', 'squid'])).to.deep.equal(['haproxy', 'tinyproxy']);
    expect(() => programPath('haproxy')).to.throw('haproxy is missing');
    expect(howToGet(['chromium', 'nginx'])).to.contain(
      'chromium fonts-liberation fonts-noto-cjk nginx-light',
    );
  });

  it('leave out the layers that need them, which is told at the end and fails where CI is set', () => {
    const run = (CI: string) =>
      spawnSync(process.execPath, ['dist/scripts/test.js', 'peers', '--no-install'], {
        cwd: projectRoot,
        env: { ...process.env, CI },
        encoding: 'utf8',
      });
    const left = run('');
    expect(left.stdout).to.match(/left out: peers, because haproxy, .*nginx, .* are missing\. On Debian/);
    expect(left.stdout.trim()).to.match(/\n0 passed, 0 failed, 0 skipped$/);
    expect(left.status).to.equal(0);
    const failed = run('true');
    expect(failed.stdout.trim()).to.match(/\n0 passed, 1 failed, 0 skipped$/);
    expect(failed.status).to.equal(1);
  });
});
