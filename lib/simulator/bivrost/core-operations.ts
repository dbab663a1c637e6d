import { text } from './arguments';
import { GatewayRefusal, success } from './codes';
import { get, type Operation, post } from './operations';
import { gatewayUid } from './settings-documents';
import type { GatewayWorld } from './world';

const logLevels = ['Verbose', 'Debug', 'Information', 'Warning', 'Error', 'Fatal'];

/** Functions of the core service (docs/platforms/bivrost.md, "Configuration and gateway": 2.10.1). */
export function coreOperations(world: GatewayWorld): Operation[] {
  let logLevel = 2;
  const services = 'mqtt modbus tbCloud localDB writeData localDBLog hubBroadcasting tbHubBroadcasting'.split(
    ' ',
  );
  return [
    get('core/info', '', () => ({ version: '1.19.7.18' })),
    get('core/license-info', '', () => ({
      isValid: true,
      license: {
        company: 'Simulator',
        product: 'IoT Gateway',
        machineCount: 255,
        featureAppDNC: true,
        licType: 'Full',
        uid: gatewayUid,
        expiration: '2999-12-31T23:59:59',
      },
    })),
    get('core/service-status', '', () => ({
      ...Object.fromEntries(
        services.flatMap((name) => [
          [name, name === 'localDB' ? 3 : 0],
          [`queueSize${name.charAt(0).toUpperCase()}${name.slice(1)}`, 0],
        ]),
      ),
      needRestart: world.needRestart,
    })),
    post('core/upload-license', '', 'base64!', () => success),
    get('core/log-level', 'level!', ({ args }) => {
      const level = logLevels.findIndex((name, index) =>
        [name.toLowerCase(), String(index)].includes(text(args, 'level').toLowerCase()),
      );
      if (level < 0) {
        throw new GatewayRefusal('invalidRequest', 'Invalid level.');
      }
      logLevel = level;
      return success;
    }),
    get('core/need-restart', '', () => {
      world.needRestart = true;
      return success;
    }),
    get('core/settings', '', () => ({
      logLevel,
      logFileSize: 10_000_000,
      logFileCount: 60,
      uid: gatewayUid,
      modbusPort: 502,
      serial: { coM1: 'LOCAL,COM1', coM2: null, coM3: null, coM4: null, coM5: null, coM6: null },
      showCreateCnc: true,
      showCreateLaser: true,
      showCreateRobot: true,
      showCreatePlc: true,
      enableInfluxLog: false,
      serviceQueueCapacity: 100_000,
      enableQueueOverflowToDisk: true,
      maxQueueOverflowBytes: 2_147_483_648,
      mqttMaxBatchSize: 1000,
      uiPath: '/app/gateway',
      agents: [],
    })),
  ];
}
