import type { Random } from '../../random';
import type { Operation, PageOfItems, QuectelCall } from '../call';
import { refuse } from '../codes';
import type { MessagePublisher } from '../world/message-publisher';
import type { QuectelWorld } from '../world/world';

interface EndUser {
  uid: string;
  userDomain: string;
  name: string;
  /** 0 disabled, 1 normal. */
  status: number;
  registeredAt: number;
  /** Devices as `productKey/deviceKey`. */
  devices: string[];
}

const enterprise = '/v2/enduser/enterpriseapi';
const binding = '/v2/binding/enterpriseapi';
const domains = ['C.DM.26106.1', 'C.DM.26106.2'] as const;
const usersPerDomain = 23;
const codeForm = /^[0-9A-F]{16,64}$/i;

/** End users of the account's apps and the devices bound to them. */
export class EndUserHandler {
  readonly #users: EndUser[] = [];
  /** Binding codes that devices have reported, by `productKey/deviceKey`. */
  readonly #codes = new Map<string, string>();

  constructor(
    private readonly world: QuectelWorld,
    private readonly publisher: MessagePublisher,
    random: Random,
    now: () => number,
  ) {
    const names = world.devicesOf('p1SPN1').map(({ deviceKey }) => `p1SPN1/${deviceKey}`);
    for (const [index, userDomain] of domains.entries()) {
      for (let number = 1; number <= usersPerDomain; number++) {
        this.#users.push({
          uid: `C${(index + 1) * 1000 + number}`,
          userDomain,
          name: `Operator ${number}`,
          status: 1,
          registeredAt: now() - random.integer(1, 300) * 86_400_000,
          devices: names.filter(() => random.chance(0.3)),
        });
      }
    }
    for (const name of names) {
      this.#codes.set(name, random.hex(32).toUpperCase());
    }
  }

  get operations(): Operation[] {
    const read = { method: 'GET', endUser: true } as const;
    return [
      {
        name: 'enduserDomainList',
        path: `${enterprise}/entUserDomainList`,
        ...read,
        handle: ({ query }) => listOf(query.page(domains.map(domainOf), 'page')),
      },
      {
        name: 'enduserDomainUserList',
        path: `${enterprise}/userDomainUserList`,
        ...read,
        handle: (call) => this.#usersOf(call),
      },
      {
        name: 'enduserUserInfo',
        path: `${enterprise}/userInfo`,
        ...read,
        handle: ({ query }) => userOf(this.#user(query.required('uid'))),
      },
      {
        name: 'enduserSetUserStatus',
        path: `${enterprise}/setUserStatus`,
        ...read,
        zero: true,
        change: true,
        handle: (call) => this.#setStatus(call),
      },
      {
        name: 'enduserDeviceList',
        path: `${binding}/userDeviceList`,
        ...read,
        handle: (call) => this.#devicesOf(call),
      },
      {
        name: 'enduserGetUserByDevice',
        path: `${binding}/getUserListByBind`,
        ...read,
        handle: (call) => this.#bound(call),
      },
      {
        name: 'enduserVerifyBindingCode',
        method: 'POST',
        path: `${binding}/verifyBindingCode`,
        endUser: true,
        change: true,
        handle: (call) => this.#verify(call),
      },
    ];
  }

  /** The binding code that a device has reported. */
  bindingCode(productKey: string, deviceKey: string): string | undefined {
    return this.#codes.get(`${productKey}/${deviceKey}`);
  }

  #usersOf({ query }: QuectelCall): object {
    const userDomain = query.required('userDomain');
    if (!domains.some((each) => each === userDomain)) {
      throw refuse(5015);
    }
    return listOf(
      query.page(this.#users.filter((user) => user.userDomain === userDomain).map(userOf), 'page'),
    );
  }

  #setStatus({ query }: QuectelCall): null {
    const status = query.requiredInteger('status');
    if (status !== 0 && status !== 1) {
      throw refuse(50005, 'status');
    }
    const user = this.#user(query.required('uid'));
    user.status = status;
    this.publisher.endUser(user.userDomain, 'USER-UPDATE', {
      endUserId: user.uid,
      endUserDomain: user.userDomain,
    });
    return null;
  }

  #devicesOf({ query }: QuectelCall): object {
    const user = this.#user(query.required('uid'));
    const lines = user.devices.map((name) => {
      const [productKey = '', deviceKey = ''] = name.split('/');
      const device = this.world.find(productKey, deviceKey);
      return { productKey, deviceKey, deviceName: device?.deviceName ?? null, uid: user.uid, bindStatus: 1 };
    });
    return listOf(query.page(lines, 'page'));
  }

  #bound({ account, query }: QuectelCall): object {
    const [productKey, uid, userDomain] = [query.text('pk'), query.text('uid'), query.text('userDomain')];
    const visible = this.world.visibleProducts(account);
    if (productKey !== undefined && !visible.some((each) => each.productKey === productKey)) {
      throw refuse(5327);
    }
    if (uid !== undefined && !this.#users.some((user) => user.uid === uid)) {
      throw refuse(5370);
    }
    const found = this.#users
      .filter(({ devices }) => devices.some((name) => name.startsWith(`${productKey ?? ''}`)))
      .filter((user) => uid === undefined || user.uid === uid)
      .filter((user) => userDomain === undefined || user.userDomain === userDomain);
    return listOf(query.page(found.map(userOf), 'page'));
  }

  #verify({ account, query }: QuectelCall): number {
    const [productKey, deviceKey] = [query.required('pk'), query.required('dk')];
    const code = query.required('bindingCode');
    this.world.device(account, productKey, deviceKey);
    if (!codeForm.test(code)) {
      throw refuse(5213);
    }
    const reported = this.bindingCode(productKey, deviceKey);
    if (reported === undefined) {
      throw refuse(5460);
    }
    if (reported !== code.toUpperCase()) {
      throw refuse(5462);
    }
    return 1;
  }

  #user(uid: string): EndUser {
    const user = this.#users.find((each) => each.uid === uid);
    if (!user) {
      throw refuse(5033);
    }
    return user;
  }
}

function domainOf(userDomain: string, index: number): object {
  return {
    userDomain,
    userDomainId: 4100 + index,
    userDomainType: '1',
    enable: true,
    isEnable: true,
    remark: '',
  };
}

function userOf({ uid, userDomain, name, status, registeredAt }: EndUser): object {
  return { uid, userDomain, nikeName: name, status, registerTimeTs: registeredAt, lang: 'zh', email: null };
}

/** The page object of end-user calls (docs/platforms/quectel.md, "Envelope"). */
function listOf({ items, pageNum, pageSize, pages, total }: PageOfItems): object {
  return {
    list: items,
    pageNum,
    pageSize,
    pages,
    size: items.length,
    total,
    hasNextPage: pageNum < pages,
    hasPreviousPage: pageNum > 1,
    isFirstPage: pageNum === 1,
    isLastPage: pageNum >= pages,
  };
}
