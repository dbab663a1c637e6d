// Made from the catalogue by `npm run docs:pages`: a change belongs into operations.json.

/** What each operation takes and answers. */
export interface OmsOperations {
  /** List production batches (2.1). */
  "produce/list": {
    parameters: {
      /** Name of the batch */
      name?: string | null | undefined;
      /** Batch number */
      batch_no?: string | null | undefined;
      /** Product id */
      product_id?: number | bigint | null | undefined;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /** Production batch detail (2.2). */
  "produce/detail": {
    parameters: {
      /** Production batch id */
      produce_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Update a production batch (2.3).
   * Changes something: it is never sent twice.
   */
  "produce/update": {
    parameters: {
      /** Production batch id */
      produce_id: string;
      /** Remark */
      remark?: string | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Delete a production batch (2.4).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   * the document shows the literal id 1
   */
  "produce/remove": {
    parameters: {
      /** Production batch id */
      produce_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Create a production batch (2.5).
   * Changes something: it is never sent twice.
   */
  "produce/submit": {
    parameters: {
      /** Name of the batch */
      name: string;
      /** How many devices are made */
      amount: number | bigint;
      /** Product id */
      product_id: number | bigint;
      /** Batch number */
      batch_no: string;
      /** Remark */
      remark?: string | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Confirm a batch into stock (2.6).
   * Changes something: it is never sent twice.
   */
  "produce/confirm": {
    parameters: {
      /** Production batch id */
      produce_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** List the devices of a batch (2.7). */
  "produce/device": {
    parameters: {
      /** Production batch id */
      produce_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Download the device data of a batch (2.8).
   * answer format not documented: may be a file
   */
  "produce/download": {
    parameters: {
      /** Production batch id */
      produce_id: string;
      [unlisted: string]: unknown;
    };
    answer: Buffer;
  };
  /** List devices (2.9). */
  "device/list": {
    parameters: {
      /** Product id */
      product_id?: number | bigint | null | undefined;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /**
   * Update a device (2.10).
   * Changes something: it is never sent twice.
   * the document calls the path id a production id; by its siblings it is a device id
   */
  "device/update": {
    parameters: {
      /** Device id */
      device_id: string;
      /** New name */
      name?: string | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** Device detail (2.11). */
  "device/detail": {
    parameters: {
      /** Device id */
      device_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Delete a device (2.12).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "device/remove": {
    parameters: {
      /** Device id */
      device_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** Device event log (2.13). */
  "device/event/logs": {
    parameters: {
      /** Device id */
      device_id: string;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /** Device property log (2.14). */
  "device/property/logs": {
    parameters: {
      /** Device id */
      device_id: string;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /** Users bound to a device (2.15). */
  "device/member": {
    parameters: {
      /** Device id */
      device_id: string;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /** Groups bound to a device (2.16). */
  "device/group": {
    parameters: {
      /** Device id */
      device_id: string;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /**
   * Set device properties (2.17).
   * Changes something: it is never sent twice.
   */
  "device/property/set": {
    parameters: {
      /** Device id */
      device_id: string;
      /** User on whose behalf it is done */
      user_id?: string | null | undefined;
      /** Properties to set, by name */
      params: Record<string, unknown>;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Invoke a device service (2.18).
   * Changes something: it is never sent twice.
   */
  "device/service/invoke": {
    parameters: {
      /** Device id */
      device_id: string;
      /** User on whose behalf it is done */
      user_id?: string | null | undefined;
      /** Name of the service */
      service: string;
      /** Arguments of the service, by name */
      params?: Record<string, unknown> | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** List products (3.1). */
  "product/list": {
    parameters: {
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /**
   * Add a product (3.2).
   * Changes something: it is never sent twice.
   * thing_model is JSON in a string
   */
  "product/add": {
    parameters: {
      /** Name of the product */
      name: string;
      /** Product code */
      code: string;
      /** Thing model, as JSON in a string */
      thing_model?: string | null | undefined;
      /** Product key */
      product_key?: string | null | undefined;
      /** Product secret */
      product_secret?: string | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Update a product (3.3).
   * Changes something: it is never sent twice.
   */
  "product/update": {
    parameters: {
      /** Product id */
      product_id: string;
      /** Product code */
      code?: string | null | undefined;
      /** Such as enable */
      status?: string | null | undefined;
      /** Product secret */
      product_secret?: string | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** Product detail (3.4). */
  "product/detail": {
    parameters: {
      /** Product id */
      product_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Delete a product (3.5).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "product/remove": {
    parameters: {
      /** Product id */
      product_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** List users (4.1). */
  "user/list": {
    parameters: {
      /** User name */
      username?: string | null | undefined;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /**
   * Add a user (4.2).
   * Changes something: it is never sent twice.
   */
  "user/add": {
    parameters: {
      /** User name */
      username: string;
      /** Password */
      password: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Update a user (4.3).
   * Changes something: it is never sent twice.
   */
  "user/update": {
    parameters: {
      /** User id */
      user_id: string;
      /** New password */
      password?: string | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** User detail (4.4). */
  "user/detail": {
    parameters: {
      /** User id */
      user_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** Devices bound to a user (4.5). */
  "user/device": {
    parameters: {
      /** User id */
      user_id: string;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /** Groups of a user (4.6). */
  "user/group": {
    parameters: {
      /** User id */
      user_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Delete a user (4.7).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "user/remove": {
    parameters: {
      /** User id */
      user_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** List groups (5.1). */
  "group/list": {
    parameters: {
      /** Name of the group */
      name?: string | null | undefined;
      /** Page number, starts at 1 */
      page?: number | bigint | null | undefined;
      /** Items a page */
      page_size?: number | bigint | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
    entry: unknown;
  };
  /** Group detail (5.2). */
  "group/detail": {
    parameters: {
      /** Group id */
      group_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** Members of a group (5.3). */
  "group/member": {
    parameters: {
      /** Group id */
      group_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** Devices of a group (5.4). */
  "group/device": {
    parameters: {
      /** Group id */
      group_id: string;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * Get an access token (6.1).
   * sign = MD5(app_id + rid + secret), lower-case hex; timestamp carries the same rid
   */
  "auth/token": {
    parameters: {
      /** App id */
      app_id: string;
      /** The same random or time-based value as in sign */
      timestamp: string;
      /** Signature, see notes */
      sign: string;
      [unlisted: string]: unknown;
    };
    answer: { expiresAt?: string };
  };
  /** System settings (7.1). */
  "system/setting/info": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** System services (7.2). */
  "system/service/list": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
}
