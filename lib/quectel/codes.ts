import type { FailureKind, TokenProblem } from '../errors';

/** One failure that the Quectel platform can answer. */
export interface QuectelFailure {
  code: number;
  kind: FailureKind;
  retryable: boolean;
  en: string;
  zh: string;
  tokenProblem?: TokenProblem;
}

type Row = readonly [code: number, kind: FailureKind, en: string, zh: string, more?: 'passing' | 'token'];

const ROWS: readonly Row[] = [
  // Message subscription (docs/platforms/quectel.md, "Codes")
  [16001, 'conflict', 'A queue of this name already exists', '队列名称已存在'],
  [16002, 'not-found', 'The queue does not exist', '队列不存在'],
  [16003, 'platform', 'The queue could not be looked up', '查询队列异常', 'passing'],
  [16004, 'platform', 'The queue could not be created', '创建队列异常'],
  [16005, 'platform', 'The queue could not be deleted', '删除队列异常'],
  [16006, 'platform', 'The queue could not be cleared', '清空队列数据异常'],
  [16007, 'conflict', 'The account has as many queues as it may have', '队列数量超过上限'],
  [
    16008,
    'conflict',
    'The queue still has a subscription: delete that first',
    '队列仍有关联订阅，请先取消订阅',
  ],
  [16011, 'not-found', 'The subscription does not exist', '订阅规则不存在'],
  [16012, 'platform', 'The subscription could not be looked up', '查询订阅规则异常', 'passing'],
  [16013, 'platform', 'The subscription could not be created', '创建订阅规则异常'],
  [16014, 'platform', 'The subscription could not be changed', '修改订阅规则异常'],
  [16015, 'platform', 'The subscription could not be deleted', '删除订阅规则异常'],
  [16016, 'platform', 'The subscription could not be started', '启动订阅规则异常'],
  [16017, 'platform', 'The subscription could not be stopped', '停止订阅规则异常'],
  [16018, 'conflict', 'The account has as many subscriptions as it may have', '订阅规则数量超过上限'],
  [16019, 'conflict', 'Stop the subscription first', '请先停止订阅'],
  [16020, 'conflict', 'The subscription is already running', '订阅规则已启动'],
  [16021, 'conflict', 'The subscription is not running', '订阅规则未启动'],
  [16022, 'conflict', 'A running subscription cannot be changed', '运行中的订阅规则不能修改'],
  [16023, 'not-found', 'The configuration of the queue does not exist', '队列配置不存在'],
  [16024, 'permission', 'Message subscription is not activated for the account', '账号未开通消息订阅服务'],
  // Products and devices (docs/platforms/quectel.md, "Codes")
  [50000, 'platform', 'The service failed', '服务异常', 'passing'],
  [50004, 'input', 'A parameter is empty', '参数为空'],
  [50005, 'input', 'The check of the parameters failed', '参数校验错误'],
  [50006, 'input', 'The product id and the product key are empty', '产品ID或ProductKey为空'],
  [
    50007,
    'input',
    'The device id, the product key or the device key is empty',
    '设备ID、ProductKey或DeviceKey为空',
  ],
  [61001, 'platform', 'The protocol is not supported', '协议不支持'],
  [61002, 'offline', 'The device is offline', '设备离线', 'passing'],
  [61005, 'permission', 'The device is not authenticated', '设备未认证'],
  [61006, 'rate-limit', 'The device has used up its number of messages', '设备消息数量达到上限'],
  [61007, 'rate-limit', 'The device gets messages too fast', '设备消息频率受限', 'passing'],
  [61016, 'conflict', 'There are not enough activation codes', '激活码不足'],
  [70000, 'platform', 'The device service is not available', '服务不可用', 'passing'],
  [70016, 'conflict', 'A product of this name already exists', '产品名称已存在'],
  [70017, 'not-found', 'The product does not exist', '产品不存在'],
  [70020, 'conflict', 'The product is not a gateway product', '非网关产品'],
  [70026, 'offline', 'The sub-device is not connected to the gateway', '子设备未接入网关设备'],
  [
    70027,
    'conflict',
    'The sub-device is not of the product-integration kind',
    '子设备接入网关的方式不是产品集成类型',
  ],
  [70028, 'not-found', 'There is no gateway for this sub-device', '没有关联的网关设备'],
  [70029, 'conflict', 'The product is not a sub-product of a gateway', '非网关子产品'],
  [70051, 'platform', 'The data could not be sent to the device', '数据下发失败'],
  [70060, 'permission', 'Permission denied', '没有权限'],
  [70062, 'conflict', 'The device key is already in use or given twice', 'DeviceKey已被使用或重复'],
  [70063, 'conflict', 'A pass-through device has no thing model', '透传设备不支持物模型数据'],
  [70065, 'offline', 'The device is offline', '设备离线', 'passing'],
  [70083, 'input', 'The kind of product and the kind of parameter do not match', '产品类型与参数类型不匹配'],
  [70089, 'permission', 'No right on this project, product or device', '对该项目、产品或设备没有操作权限'],
  [70090, 'input', 'The number is out of its range or off its step', '数值超出范围或不符合步长'],
  [70091, 'input', 'The value is not in the enumeration', '该值不在枚举范围内'],
  [70092, 'input', 'The text is too long', '文本长度超限'],
  [70093, 'input', 'The timestamp is wrong', '时间戳字符串错误'],
  [70094, 'input', 'The thing model cannot interpret the data', '物模型无法解析识别数据'],
  [70095, 'platform', 'The cloud bridge could not be called', '调用云桥接服务失败'],
  [70096, 'platform', 'The command could not be passed on to China Telecom', '向电信平台下发命令失败'],
  [70097, 'not-found', 'The thing model of the product is empty', '所选产品的物模型为空'],
  [70130, 'not-found', 'The device does not exist', '设备不存在'],
  [71006, 'not-found', 'There is no thing model for this version', '未找到当前版本的物模型数据'],
  [71008, 'input', 'The thing-model data has a wrong form', '物模型数据格式校验错误'],
  [71009, 'conflict', 'The target product belongs to another solution', '目标产品与原产品不属于同一方案'],
  [71010, 'not-found', 'The thing model to copy does not exist', '被复制的物模型数据不存在'],
  [71027, 'input', 'The thing-model data is not JSON', '物模型下行数据不是JSON格式'],
  [71028, 'input', 'The thing-model data failed its check', '物模型下行数据校验失败'],
  [71029, 'input', 'The thing-model data is not allowed', '物模型下行数据不合法'],
  [71035, 'input', 'The check of the parameters failed', '参数校验错误'],
  [71036, 'input', 'The thing-model data failed its check', '物模型数据校验错误'],
  [71038, 'input', 'A read-only property cannot be written', '只读属性不能下发'],
  [71039, 'input', 'The array is longer than the thing model allows', '数组长度超过定义大小'],
  [71047, 'input', 'The thing-model data has a wrong form', '下行物模型数据格式校验错误'],
  [71048, 'input', 'Write-only properties cannot be read', '读取指令不能只包含只写数据'],
  [80005, 'conflict', 'The API does not support China Telecom AEP products', 'OpenAPI不支持AEP产品'],
  [70215, 'conflict', 'The way of positioning is not supported', '不支持该定位方式'],
  [70216, 'conflict', 'The device has no positioning', '设备不支持定位'],
  [70041, 'conflict', 'A published product cannot be changed', '产品已发布，不能修改'],
  [70053, 'platform', 'Something is wrong with the product', '产品异常'],
  [70054, 'conflict', 'The product is published already', '产品已经发布'],
  [70056, 'not-found', 'The product has no device that can be used', '产品下没有可用设备'],
  [70064, 'input', 'The new name of the product is the old one', '产品名称没有变化'],
  [70071, 'conflict', 'A virtual device cannot be authenticated again', '虚拟设备不能再次认证'],
  [70074, 'input', 'A kind of position (locateType) is given twice', 'locateType 重复'],
  [70177, 'conflict', 'The product is not published yet', '产品尚未发布'],
  [
    70178,
    'conflict',
    'Without an active device the product cannot be published',
    '没有已激活设备的产品不能发布',
  ],
  // Serial numbers (docs/platforms/quectel.md, "Codes")
  [5154, 'input', 'The serial numbers to make are missing', '缺少要生成的SN'],
  [5155, 'input', 'At most 10,000 serial numbers are made at once', '一次最多生成10000个SN'],
  [5156, 'input', 'What is to happen to existing entries (coverage mode) is missing', '缺少覆盖方式'],
  [5157, 'input', 'The coverage mode is not one of those that exist', '覆盖方式的值不正确'],
  [5158, 'input', 'The list of serial numbers is missing', '缺少设备SN列表'],
  [5159, 'input', 'The list has too many serial numbers', '设备SN数量超出列表允许范围'],
  [5160, 'input', 'The list of what is asked for is missing', '缺少查询列表'],
  [5161, 'input', 'The list of what is asked for has too many entries', '查询列表的数量超出允许范围'],
  // Token (docs/platforms/quectel.md, "Codes")
  [90047, 'auth', 'The access key does not exist', 'AccessKey不存在'],
  [91001, 'auth', 'The token is missing or unknown', 'token不存在', 'token'],
  [91004, 'auth', 'The token is wrong', 'token错误', 'token'],
  [91005, 'permission', 'No permission for this', '没有权限'],
  [91006, 'permission', 'The address of the caller is not in the IP white list', '调用方不在IP白名单中'],
  [
    91007,
    'permission',
    'This API is not opened for the application: open it in the console',
    '未开通该API权限',
  ],
  // End users (catalogue, per operation; docs/platforms/quectel.md, "Codes")
  [5000, 'platform', 'The service failed', '服务异常', 'passing'],
  [5100, 'input', 'The enterprise id is wrong', '企业ID错误'],
  [5103, 'permission', 'The user domain is disabled', '用户域已禁用'],
  [5104, 'permission', 'The user domain is disabled', '用户域已禁用'],
  [5147, 'rate-limit', 'The account is frozen for 20 minutes', '账号已冻结20分钟'],
  [5148, 'rate-limit', 'The address is frozen for 20 minutes', '该地址已冻结20分钟'],
  [5015, 'not-found', 'The user domain does not exist', '用户域不存在'],
  [5023, 'input', 'The user domain is missing', '缺少用户域'],
  [5032, 'auth', 'The check of the token failed', 'token校验失败', 'token'],
  [5033, 'not-found', 'The user does not exist', '用户不存在'],
  [5036, 'auth', 'The check of the secret key failed', '密钥校验失败'],
  [5041, 'permission', 'No permission for this', '没有权限'],
  [5055, 'auth', 'The secret key is missing', '缺少密钥'],
  [5065, 'input', 'The user id is missing', '缺少用户ID'],
  [5066, 'input', 'The product key is missing', '缺少ProductKey'],
  [5067, 'input', 'The device key is missing', '缺少DeviceKey'],
  [5106, 'auth', 'The token is missing', '缺少token', 'token'],
  [5112, 'input', 'The enterprise id is missing', '缺少企业ID'],
  [5144, 'auth', 'The authentication failed', '认证失败'],
  [5179, 'input', 'The binding code is missing', '缺少绑定码'],
  [5213, 'input', 'The binding code has a wrong form', '绑定码格式错误'],
  [5327, 'permission', 'No permission on this product', '没有该产品的权限'],
  [5370, 'not-found', 'The enterprise has no such user', '企业下没有该用户'],
  [5460, 'not-found', 'The device has not reported this binding code', '设备未上报绑定码'],
  [5462, 'conflict', 'The binding code is not the right one', '绑定码校验失败'],
];

const FAILURES = new Map(ROWS.map((row) => [row[0], failureOf(row)]));

/** All failures of the documents that an operation can answer, ascending by code. */
export const quectelFailures: readonly QuectelFailure[] = [...FAILURES.values()].sort(
  (a, b) => a.code - b.code,
);

/** What a code means; undefined for one that the documents do not have. */
export function quectelFailure(code: number): QuectelFailure | undefined {
  return FAILURES.get(code);
}

function failureOf([code, kind, en, zh, more]: Row): QuectelFailure {
  return {
    code,
    kind,
    retryable: more === 'passing',
    en,
    zh,
    ...(more === 'token' ? { tokenProblem: 'invalid' } : {}),
  };
}
