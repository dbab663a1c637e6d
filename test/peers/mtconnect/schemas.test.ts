import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { agentAnswer } from '../../../lib/mtconnect/agent-answer';
import { MachineAgent } from '../../../lib/mtconnect/machine-agent';
import { type XmlElement, xmlDocument } from '../../../lib/mtconnect/xml-element';
import { projectRoot } from '../../../scripts/project';
import { programPath } from '../../../scripts/system-programs';
import { anyMachineState } from '../../support/machine-samples';

/** The standard's schemas, which are not a part of this project: `MTCONNECT_SCHEMAS` names their folder. */
const schemas = process.env['MTCONNECT_SCHEMAS'] ?? path.join(projectRoot, '..', 'shared', 'mtconnect');

describe('Documents of the agent against the schemas of MTConnect 2.4', function () {
  this.timeout(120_000);
  let folder: string;

  before(function () {
    if (!existsSync(schemas)) {
      console.log(
        `left out: there are no schemas in ${path.relative(projectRoot, schemas)} (MTCONNECT_SCHEMAS)`,
      );
      this.skip();
    }
    folder = mkdtempSync(path.join(tmpdir(), 'mtconnect-'));
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  /** What xmllint has to say of documents of one kind. */
  const complaints = (name: string, documents: readonly XmlElement[]): string => {
    const files = documents.map((document, index) => {
      const file = path.join(folder, `${name}-${index}.xml`);
      writeFileSync(file, xmlDocument(document));
      return file;
    });
    const schema = path.join(schemas, `${name}_2.4_1.0.xsd`);
    const { stderr, status } = spawnSync(
      programPath('xmllint'),
      ['--noout', '--nonet', '--huge', '--schema', schema, ...files],
      { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    return status === 0
      ? ''
      : stderr
          .split('\n')
          .filter((line) => !line.endsWith(' validates'))
          .slice(0, 20)
          .join('\n');
  };

  it('are valid, whatever the machines tell and whatever is asked, with no machine too', () => {
    const byName = new Map<string, XmlElement[]>();
    const questions: [string[], Record<string, string>][] = [
      [['probe'], {}],
      [['current'], {}],
      [['current'], { at: '3' }],
      [['sample'], {}],
      [['sample'], { count: '-20' }],
      [['current'], { path: '//Path' }],
      [['sample'], { path: '//DataItem[@category="CONDITION"]' }],
      [['assets'], {}],
      [['asset', 'T<1>'], {}],
      [['current'], { path: '//x[' }],
      [['Mill\u0000', 'probe'], {}],
    ];
    fc.assert(
      fc.property(fc.array(anyMachineState, { maxLength: 6 }), (states) => {
        const agent = new MachineAgent({ key: 'test', sender: 'host', bufferSize: 50 });
        for (const state of states) agent.take(state);
        for (const [names, query] of questions) {
          const { body } = agentAnswer(agent, names, new URLSearchParams(query));
          byName.set(body.name, [...(byName.get(body.name) ?? []), body]);
        }
      }),
    );
    for (const [name, documents] of byName) {
      for (let begin = 0; begin < documents.length; begin += 500)
        expect(complaints(name, documents.slice(begin, begin + 500)), name).to.equal('');
    }
    expect([...byName.keys()].sort()).to.deep.equal([
      'MTConnectAssets',
      'MTConnectDevices',
      'MTConnectError',
      'MTConnectStreams',
    ]);
  });
});
