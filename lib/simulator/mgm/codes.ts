/** Codes and messages as the document lists them (section "报错": OauthCode, ContentError, VfsMessage). */
export const refusals = {
  unknownAppKey: [3000, 'invalid app_key'],
  wrongSecret: [3001, 'invalid app_secret'],
  disabledAppKey: [3002, 'app key disabled'],
  unknownAccessToken: [3003, 'invalid access_token'],
  unknownRefreshToken: [3004, 'invalid refresh_token'],
  expiredAccessToken: [3005, 'access_token expired'],
  expiredRefreshToken: [3006, 'refresh_token expired'],
  noToken: [3007, 'invalid token'],
  supersededToken: [3008, 'not lasted token'],
  tooManyCalls: [3009, 'api call too frequently'],
  appKeyNotText: [3010, 'app_key must be str'],
  appSecretNotText: [3010, 'app_secret must be str'],
  machineListNotList: [3010, 'machine_list must be list'],
  noPermission: [3011, 'no permission'],
  noMachine: [3012, 'the machine does not exist'],
  disabledWhileInUse: [3013, 'app key disable'],
  noSpace: [712, '没有足够的存储空间'],
  existsInCnc: [713, '内部存储已有该文件或路径'],
  existsInBox: [714, '外部存储已有该文件或路径'],
  noPathInCnc: [717, '内部存储无该路径'],
  noPathInBox: [718, '外部存储无该路径'],
  badFileName: [719, '文件名不合法'],
  emptyFileName: [719, '文件或文件夹名不能为空'],
  longFileName: [719, '全英文文件名不得大于180个字符，全中文文件名不得大于60个字符'],
  boxOffline: [730, '盒子与机床断开连接'],
  fileTooLarge: [731, '文件大于50M，不支持传输'],
  badContent: [732, '文件内容格式不合法'],
  existsAlready: [733, '文件已经存在'],
  // The document gives no code to this message.
  unknownStorage: [3010, '不支持的存储类型'],
} as const satisfies Record<string, readonly [code: number, message: string]>;

/** A refusal by the platform: `{code, message}` on sockets, with empty `data` on calls. */
export class MgmRefusal extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
    this.name = 'MgmRefusal';
  }
}

export function refuse(name: keyof typeof refusals): MgmRefusal {
  const [code, message] = refusals[name];
  return new MgmRefusal(code, message);
}

/** A refusal of content whose wording the document does not give (code 3010, as its other content errors). */
export function refuseContent(message: string): MgmRefusal {
  return new MgmRefusal(3010, message);
}
