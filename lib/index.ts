/** The SDK: the clients of all platforms. Each platform has an entry of its own, which loads no other. */

export * from './bivrost';
export * from './dhgj';
export * from './journal';
export * from './machine';
export * from './mgm';
export * from './oms';
export * from './quectel';
export * from './store';
