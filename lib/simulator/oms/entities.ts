export interface Product {
  id: number;
  name: string;
  code: string;
  /** JSON in a string. */
  thing_model: string;
  product_key: string;
  product_secret: string;
  status: string;
}

/** A production batch (设备生产). */
export interface Batch {
  id: number;
  name: string;
  amount: number;
  product_id: number;
  batch_no: string;
  remark: string;
  status: 'produced' | 'stored';
}

export interface Device {
  id: string;
  name: string;
  product_id: number;
  produce_id: number;
  online: boolean;
  properties: Record<string, unknown>;
}

export interface User {
  id: string;
  username: string;
  password: string;
  devices: Set<string>;
}

export interface Group {
  id: string;
  name: string;
  members: Set<string>;
  devices: Set<string>;
}

export interface LogEntry {
  id: number;
  name: string;
  value: unknown;
  /** ISO 8601. */
  time: string;
}
