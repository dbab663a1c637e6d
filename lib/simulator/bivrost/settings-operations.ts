import { readFields, rulesOf } from './arguments';
import { GatewayRefusal } from './codes';
import { get, type Operation, post } from './operations';
import { factorySettings, type SettingsDocument } from './settings-documents';
import type { GatewayWorld } from './world';

const httpFields = 'enable:Bool enableIpWhiteList:Bool ipWhiteList';

/**
 * Reading and updating the gateway's settings pages (docs/platforms/bivrost.md, "Configuration and gateway": 2.9.1,
 * 2.9.5, 2.9.6).
 */
export function settingsOperations(world: GatewayWorld): Operation[] {
  return [
    ...factorySettings().flatMap(({ name, fields }) => [
      get(`config/${name}`, '', () => ({ ...documentOf(world, name).values })),
      post(`config/update-${name}`, '', fields, ({ fields: sent }) => {
        update(documentOf(world, name), sent);
        world.needRestart = true;
        return { ...documentOf(world, name).values };
      }),
    ]),
    get('config/security', '', () => security(world)),
    post('config/update-security', '', 'enable!:Bool protectedApi', ({ args }) => {
      Object.assign(world.access.security, args);
      return security(world);
    }),
    get('config/http-settings', '', () => httpSettings(world)),
    post('config/update-http-settings', '', httpFields, ({ args }) => {
      const whiteList = Object.entries(args).filter(([name]) => name !== 'enable');
      Object.assign(world.access.security, Object.fromEntries(whiteList));
      return httpSettings(world);
    }),
  ];
}

function documentOf(world: GatewayWorld, name: string): SettingsDocument {
  const found = world.documents.find((document) => document.name === name);
  if (!found) {
    throw new RangeError(`there is no settings page ${name}`);
  }
  if (name === 'alarm-monitoring-settings') {
    found.values['alarmMappingFileNames'] = [...world.alarmMappings.keys()]
      .map((file) => `${file};`)
      .join('');
  }
  return found;
}

/** Fields that the update does not hold keep their values. @throws GatewayRefusal 10017 */
function update(document: SettingsDocument, sent: Record<string, unknown>): void {
  const fields = readFields(sent, rulesOf(document.fields));
  if (Object.keys(fields).length === 0) {
    throw new GatewayRefusal('invalidRequest', 'Nothing to update.');
  }
  for (const name of document.cleared ?? []) {
    delete document.values[name];
  }
  Object.assign(document.values, fields);
}

function security({ access }: GatewayWorld) {
  const { enable, protectedApi } = access.security;
  return { enable, ...(protectedApi === '' ? {} : { protectedApi }) };
}

function httpSettings({ access }: GatewayWorld) {
  const { enableIpWhiteList, ipWhiteList } = access.security;
  return { enable: true, enableIpWhiteList, ...(ipWhiteList === '' ? {} : { ipWhiteList }) };
}
