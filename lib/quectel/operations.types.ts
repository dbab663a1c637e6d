// Made from the catalogue by `npm run docs:pages`: a change belongs into operations.json.

/** What each operation takes and answers. */
export interface QuectelOperations {
  /**
   * Get token with AccessKey/AccessSecret.
   * answer fields sit at top level, not under data
   * text says the token lives 2 hours and should be renewed hourly; the example says expires_in 86400
   */
  "accessKeyLogin": {
    parameters: {
      /** Fixed: password */
      grant_type?: string | undefined;
      /** key=value pairs joined by & in any order: ver=1, auth_mode=accessKey, sign_method=sha256, access_key, timestamp (ms, within 10 minutes of server time); percent-encode as a whole when sent */
      username?: string | undefined;
      /** lower-case hex sha256 of the un-encoded username followed directly by the AccessSecret */
      password?: string | undefined;
      /** Name of the calling client (older overview only) */
      client_id?: string | undefined;
      /** Wanted scopes separated by spaces; empty means all (older overview only) */
      scope?: string | undefined;
    };
    answer: { token_type?: string; expires_in?: number; scope?: string };
  };
  /**
   * Refresh Token.
   * answers the same token when it was created or renewed less than 30 minutes ago
   * fails, and disables the old token, when the user or AccessKey is disabled
   * no Authorization header is documented for this call
   * answer fields sit at top level, not under data; the table spells expire_in, the example expires_in
   */
  "refreshToken": {
    parameters: {
      /** The access token to be renewed (with its QJWT prefix) */
      refresh_token?: string | undefined;
      /** Fixed: refresh_token */
      grant_type?: string | undefined;
      /** Wanted scopes separated by spaces; empty means all */
      scope?: string | undefined;
    };
    answer: { token_type?: string; expires_in?: number; scope?: string };
  };
  /** Query Product List. */
  "productList": {
    parameters: {
      /** Page number, starts at 1, default 1 */
      pageNum?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
      /** PK, the product key */
      productKey?: string | undefined;
    };
    answer: ({ accessType?: number; connectPlatform?: number; createTime?: string; dataFmt?: number; logoPath?: string; netWay?: string; productKey?: string; productName?: string; updateTime?: string })[];
    entry: { accessType?: number; connectPlatform?: number; createTime?: string; dataFmt?: number; logoPath?: string; netWay?: string; productKey?: string; productName?: string; updateTime?: string };
  };
  /** Query Product Details. */
  "productDetail": {
    parameters: {
      /** PK, the product key */
      productKey: string;
    };
    answer: { accessType?: number; connectPlatform?: number; createTime?: string; dataFmt?: number; logoPath?: string; netWay?: string; productConfig?: { aiCapabilityStatus?: boolean }; productKey?: string; productName?: string; updateTime?: string };
  };
  /**
   * Query Latest Product Thing Model (JSON Format).
   * data is the TSL object: profile{tslVersion, productKey, version}, properties[], services[], events[]; each property has id, code, name, dataType, subType (R, W, RW), specs
   */
  "productTSL": {
    parameters: {
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
      /** Numeric product id; alternative to productKey and wins when both are given */
      productId?: number | bigint | undefined;
      /** PK, the product key */
      productKey?: string | undefined;
    };
    answer: unknown;
  };
  /**
   * Query Device List Under Product.
   * only products authorised to the SaaS application can be listed
   */
  "deviceList": {
    parameters: {
      /** PK, the product key */
      productKey: string;
      /** 1 activated, 0 not activated */
      activeStatus?: number | bigint | undefined;
      /** DK, the device key */
      deviceKey?: string | undefined;
      /** 1 online, 0 offline */
      deviceStatus?: number | bigint | undefined;
      /** Page number, starts at 1, default 1 */
      pageNum?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
    };
    answer: ({ activedTime?: number | string; authMode?: number; createTime?: number | string; dataFmt?: number; deviceKey?: string; deviceName?: string; deviceStatus?: number; firstConnTime?: number | string; isActived?: number; isVerified?: number; isVirtual?: number; lastConnTime?: number | string; lastOfflineTime?: number | string; productKey?: string; sn?: string; updateTime?: number | string })[];
    entry: { activedTime?: number | string; authMode?: number; createTime?: number | string; dataFmt?: number; deviceKey?: string; deviceName?: string; deviceStatus?: number; firstConnTime?: number | string; isActived?: number; isVerified?: number; isVirtual?: number; lastConnTime?: number | string; lastOfflineTime?: number | string; productKey?: string; sn?: string; updateTime?: number | string };
  };
  /** Query Device Details. */
  "deviceDetail": {
    parameters: {
      /** DK, the device key */
      deviceKey: string;
      /** PK, the product key */
      productKey: string;
    };
    answer: { activedTime?: number | string; authMode?: number; createTime?: number | string; dataFmt?: number; deviceKey?: string; deviceName?: string; deviceStatus?: number; firstConnTime?: number | string; isActived?: number; isVerified?: number; isVirtual?: number; lastConnTime?: number | string; lastOfflineTime?: number | string; productKey?: string; sn?: string; updateTime?: number | string };
  };
  /** Query Device Resources. */
  "deviceResource": {
    parameters: {
      /** DK, the device key */
      deviceKey: string;
      /** PK, the product key */
      productKey: string;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
    };
    answer: { battery?: number; capabilitiesBitmask?: number; cellId?: number | string; comProtocolVer?: string; createTime?: string; dataProtocolVer?: string; deviceId?: string; deviceKey?: string; iccId?: string; id?: number | string; lac?: number | string; locator?: string; logEnable?: number; logLevel?: string; mcc?: number | string; mcuVersion?: string; memoryFree?: number | string; mnc?: number | string; phoneNum?: string; productKey?: string; rsrp?: number | string; rsrq?: number | string; sdkVer?: string; signalStrength?: number | string; simNum?: string; sn?: string; snr?: number | string; type?: string; updateTime?: string; version?: string; voltage?: number };
  };
  /**
   * Add Device (Single).
   * Changes something: it is never sent twice.
   * listed in the European index page, absent from the Chinese one; commented out of both side bars, so perhaps withdrawn
   */
  "deviceCreate": {
    parameters: {
      /** Authentication mode of the device: 0 dynamic (default), 1 static, 2 X.509 */
      authMode?: number | bigint | null | undefined;
      /** DK, the device key */
      deviceKey: string;
      /** Display name of the device */
      deviceName?: string | null | undefined;
      /** Certificate fingerprint; needed when adding X.509 devices */
      fingerPrint?: string | null | undefined;
      /** PK, the product key */
      productKey: string;
      /** Pre-shared key; needed for China Telecom AEP devices */
      psk?: string | null | undefined;
      /** Serial number of the device */
      sn?: string | null | undefined;
    };
    answer: unknown;
  };
  /**
   * Add Devices (Batch).
   * Changes something: it is never sent twice.
   * listed in the European index page, absent from the Chinese one; commented out of both side bars, so perhaps withdrawn
   */
  "deviceCreateBatch": {
    parameters: {
      /** Devices to add, at most 500 */
      devices: readonly ({
        /** Authentication mode of the device: 0 dynamic (default), 1 static, 2 X.509 */
        authMode?: number | bigint | null | undefined;
        /** DK, the device key */
        deviceKey: string;
        /** Display name of the device */
        deviceName?: string | null | undefined;
        /** Certificate fingerprint; needed when adding X.509 devices */
        fingerPrint?: string | null | undefined;
        /** Pre-shared key; needed for China Telecom AEP devices */
        psk?: string | null | undefined;
        /** Serial number of the device */
        sn?: string | null | undefined;
      })[];
      /** PK, the product key */
      productKey: string;
    };
    answer: unknown;
  };
  /**
   * Update Device Information (Single).
   * Changes something: it is never sent twice.
   */
  "deviceUpdate": {
    parameters: {
      /** DK, the device key */
      deviceKey: string;
      /** Display name of the device */
      deviceName?: string | null | undefined;
      /** PK, the product key */
      productKey: string;
      /** Serial number of the device */
      sn?: string | null | undefined;
    };
    answer: unknown;
  };
  /**
   * Update Device Information (Batch).
   * Changes something: it is never sent twice.
   */
  "deviceUpdateBatch": {
    parameters: {
      /** Devices to change, at most 500 */
      devices?: readonly ({
        /** DK, the device key */
        deviceKey: string;
        /** Display name of the device */
        deviceName?: string | null | undefined;
        /** Serial number of the device */
        sn?: string | null | undefined;
      })[] | null | undefined;
      /** PK, the product key */
      productKey: string;
    };
    answer: unknown;
  };
  /**
   * Delete Device.
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "deviceDelete": {
    parameters: {
      /** DK, the device key */
      deviceKey: string;
      /** PK, the product key */
      productKey: string;
    };
    answer: unknown;
  };
  /** Query Sub-Devices Under Gateway. */
  "gatewaySubList": {
    parameters: {
      /** Numeric device id; alternative to productKey+deviceKey and wins when both are given */
      deviceId?: number | bigint | undefined;
      /** DK, the device key */
      deviceKey?: string | undefined;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
      /** Page number, starts at 1, default 1 */
      pageNum?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
      /** PK, the product key */
      productKey?: string | undefined;
    };
    answer: ({ activedTime?: number | string; authMode?: number; createTime?: number | string; deviceKey?: string; deviceName?: string; deviceStatus?: number; enabled?: number; fingerPrint?: string; firstConnTime?: string; gatewayType?: number; id?: number | string; isActived?: number; isLiveness?: number; isVerified?: number; isVirtual?: number; lastConnTime?: string; lastOfflineTime?: string; locateType?: string; moduleType?: string; moduleVersion?: string; oldDeviceName?: string; productId?: number | string; productKey?: string; productName?: string; projectId?: number | string; protocol?: number; updateTime?: number | string })[];
    entry: { activedTime?: number | string; authMode?: number; createTime?: number | string; deviceKey?: string; deviceName?: string; deviceStatus?: number; enabled?: number; fingerPrint?: string; firstConnTime?: string; gatewayType?: number; id?: number | string; isActived?: number; isLiveness?: number; isVerified?: number; isVirtual?: number; lastConnTime?: string; lastOfflineTime?: string; locateType?: string; moduleType?: string; moduleVersion?: string; oldDeviceName?: string; productId?: number | string; productKey?: string; productName?: string; projectId?: number | string; protocol?: number; updateTime?: number | string };
  };
  /** Query Current Gateway by Sub-Device. */
  "gatewayGetProductByChildDevice": {
    parameters: {
      /** DK, the device key */
      deviceKey: string;
      /** PK, the product key */
      productKey: string;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
    };
    answer: { deviceKey?: string; deviceName?: string; productKey?: string; productName?: string };
  };
  /**
   * Unbind Sub-Device from Gateway Using PK, DK.
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   * POST with both keys in the query string, no body
   */
  "gatewayUnbind": {
    parameters: {
      /** DK, the device key */
      deviceKey: string;
      /** PK, the product key */
      productKey: string;
    };
    answer: unknown;
  };
  /**
   * Read Device Thing Model Data.
   * Asynchronous: the answer carries only a ticket a device; the value itself arrives as an AMQP message MATTR/READRESP
   */
  "deviceReadData": {
    parameters: {
      /** Seconds a cached command lives; used when isCache is true; default 600 */
      cacheTime?: number | bigint | null | undefined;
      /** String holding a JSON array of property codes, e.g. "[\"key1\",\"key2\"]" */
      data: string | object;
      /** Device keys, all of the one product */
      devices: readonly (string)[];
      /** Undocumented extension object */
      extendPara?: unknown | null | undefined;
      /** Queue the command for an offline device; default false */
      isCache?: boolean | null | undefined;
      /** Replace a command sent before; default false */
      isCover?: boolean | null | undefined;
      /** PK, the product key */
      productKey: string;
      /** QoS level, default 1 */
      qos?: number | bigint | null | undefined;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
    };
    answer: ({ code?: number; productKey?: string; deviceKey?: string; ticket?: string; message?: string | null })[];
  };
  /**
   * Send Downlink Thing Model Property Data.
   * Changes something: it is never sent twice.
   * data examples (each is the text inside the string): scalar [{"key":"value"}]; array [{"key":[{"0":"v1"},{"0":"v2"}]}] (element id always 0); struct [{"key":[{"k1":"v1"},{"k2":"v2"}]}]; array of struct [{"key":[{"0":[{"k1":"v1"}]},{"0":[{"k2":"v2"}]}]}]
   * Answer: data is an array with one entry a device: {code, productKey, deviceKey, ticket, message}; ticket comes back in the AMQP REQACK message
   * values are sent as strings in the examples, booleans too ("true")
   */
  "deviceWriteData": {
    parameters: {
      /** Seconds a cached command lives; used when isCache is true; default 600 */
      cacheTime?: number | bigint | null | undefined;
      /** String holding a JSON array of {propertyCode: value} objects, see notes */
      data: string | object;
      /** Device keys, all of the one product */
      devices: readonly (string)[];
      /** Undocumented extension object */
      extendPara?: unknown | null | undefined;
      /** Queue the command for an offline device; default false */
      isCache?: boolean | null | undefined;
      /** Replace a command sent before; default false */
      isCover?: boolean | null | undefined;
      /** PK, the product key */
      productKey: string;
      /** QoS level, default 1 */
      qos?: number | bigint | null | undefined;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
    };
    answer: ({ code?: number; productKey?: string; deviceKey?: string; ticket?: string; message?: string | null })[];
  };
  /**
   * Send Downlink Thing Model Service Data.
   * Changes something: it is never sent twice.
   * data examples: [{"serviceCode":[{"in1":"v1"},{"in2":"v2"}]}]; array input [{"svc":[{"in1":[{"0":"v"},{"0":"v"}]}]}]; struct input [{"svc":[{"in1":[{"k2":"v2"},{"k3":"v3"}]}]}]
   */
  "deviceSendServiceData": {
    parameters: {
      /** Seconds a cached command lives; used when isCache is true; default 600 */
      cacheTime?: number | bigint | null | undefined;
      /** String holding a JSON array of {serviceCode: [ {inputCode: value}, ... ]} objects, see notes */
      data: string | object;
      /** Device keys, all of the one product */
      devices: readonly (string)[];
      /** Undocumented extension object */
      extendPara?: unknown | null | undefined;
      /** Queue the command for an offline device; default false */
      isCache?: boolean | null | undefined;
      /** Replace a command sent before; default false */
      isCover?: boolean | null | undefined;
      /** PK, the product key */
      productKey: string;
      /** QoS level, default 1 */
      qos?: number | bigint | null | undefined;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
    };
    answer: ({ code?: number; productKey?: string; deviceKey?: string; ticket?: string; message?: string | null })[];
  };
  /**
   * Send Downlink Transparent Transmission Data.
   * Changes something: it is never sent twice.
   * devices is a list of objects here, unlike the dm/* calls which take a product key and a list of device keys
   */
  "deviceSendRawData": {
    parameters: {
      /** Seconds a cached command lives; used when isCache is true; default 600 */
      cacheTime?: number | bigint | null | undefined;
      /** Raw payload in the form named by encode */
      data: string | Buffer;
      /** List of {productKey, deviceKey} */
      devices: readonly ({
        /** DK, the device key */
        deviceKey: string;
        /** PK, the product key */
        productKey: string;
      })[];
      /** Hex or Text; Hex: even number of hex digits, up to 4096 characters; Text: up to 4096 characters, UTF-8 by default */
      encode?: string | null | undefined;
      /** Queue the command for an offline device; default false */
      isCache?: boolean | null | undefined;
      /** Replace a command sent before; default false */
      isCover?: boolean | null | undefined;
      /** QoS level, default 1 */
      qos?: number | bigint | null | undefined;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
    };
    answer: ({ code?: number; productKey?: string; deviceKey?: string; ticket?: string; message?: string | null })[];
  };
  /** Query Latest Device Location Data. */
  "deviceGetLocation": {
    parameters: {
      /** Numeric device id; alternative to productKey+deviceKey and wins when both are given */
      deviceId?: number | bigint | undefined;
      /** DK, the device key */
      deviceKey?: string | undefined;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
      /** PK, the product key */
      productKey?: string | undefined;
    };
    answer: { accuracy?: string; bdLat?: number; bdLng?: number; count?: number; createTime?: string; deviceId?: number | string; deviceKey?: string; deviceStatus?: number; gcjLat?: number; gcjLng?: number; ggaStatus?: string; hdop?: string; height?: string; id?: string; lat?: string; latType?: string; lng?: string; lngType?: string; locType?: string; locateRaw?: string; locateStatus?: string; locateTime?: string; locateType?: string; productKey?: string; satellites?: string; speed?: string; ticket?: string; wgsLat?: number; wgsLng?: number };
  };
  /**
   * Query Device Historical Uplink/Downlink Data Logs.
   * dmData is a JSON string, data is Base64; number-like fields such as createTime come as strings in the example
   */
  "deviceDataHistory": {
    parameters: {
      /** DK, the device key */
      deviceKey: string;
      /** PK, the product key */
      productKey: string;
      /** Start of the period, epoch milliseconds (spelling as published) */
      beginDateTimp?: number | bigint | undefined;
      /** Numeric device id; alternative to productKey+deviceKey and wins when both are given */
      deviceId?: number | bigint | undefined;
      /** 1 uplink, 2 downlink */
      direction?: number | bigint | undefined;
      /** End of the period, epoch milliseconds (spelling as published) */
      endDateTimp?: number | bigint | undefined;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
      /** Page number, starts at 1, default 1 */
      pageNum?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
      /** 0 not sent, 1 sent, -1 failed */
      sendStatus?: number | bigint | undefined;
    };
    answer: ({ createTime?: string; data?: string; dataType?: string; deviceId?: number | string; deviceKey?: string; direction?: number; dmData?: unknown; extData?: unknown; id?: string; msgType?: string; productId?: number | string; productKey?: string; sendStatus?: number; sendTime?: string; sourceType?: string; ticket?: string; updateTime?: string })[];
    entry: { createTime?: string; data?: string; dataType?: string; deviceId?: number | string; deviceKey?: string; direction?: number; dmData?: unknown; extData?: unknown; id?: string; msgType?: string; productId?: number | string; productKey?: string; sendStatus?: number; sendTime?: string; sourceType?: string; ticket?: string; updateTime?: string };
  };
  /**
   * Query Device Historical Event Logs.
   * outputData is a JSON string
   */
  "deviceEventHistory": {
    parameters: {
      /** DK, the device key */
      deviceKey: string;
      /** PK, the product key */
      productKey: string;
      /** Start of the period, epoch milliseconds (spelling as published) */
      beginDateTimp?: number | bigint | undefined;
      /** Numeric device id; alternative to productKey+deviceKey and wins when both are given */
      deviceId?: number | bigint | undefined;
      /** End of the period, epoch milliseconds (spelling as published) */
      endDateTimp?: number | bigint | undefined;
      /** 0 offline, 1 online, 2 reconnect, 3 info, 4 alert, 5 fault, 6 reset */
      eventType?: string | undefined;
      /** Language of messages, CN (default) or EN */
      language?: string | undefined;
      /** Page number, starts at 1, default 1 */
      pageNum?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
    };
    answer: ({ abId?: number | string; createTime?: string; deviceKey?: string; eventCode?: string; eventName?: string; eventType?: string; extData?: unknown; id?: string; outputData?: unknown; packetId?: number; productKey?: string; ticket?: string })[];
    entry: { abId?: number | string; createTime?: string; deviceKey?: string; eventCode?: string; eventName?: string; eventType?: string; extData?: unknown; id?: string; outputData?: unknown; packetId?: number; productKey?: string; ticket?: string };
  };
  /**
   * Create Queue.
   * Changes something: it is never sent twice.
   */
  "queueCreate": {
    parameters: {
      /** Description, up to 200 characters */
      queueDesc?: string | null | undefined;
      /** Unique within the account, up to 64 characters: letters (case-sensitive), digits, _ and -; the server answers with a prefixed name a.<account>.<name> */
      queueName: string;
    };
    answer: { createTime?: string; entUserId?: number | string; id?: number | string; isFree?: number; queueDesc?: string; queueName?: string; status?: number; updateTime?: string; userId?: number | string };
  };
  /**
   * Delete Queue.
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "queueDelete": {
    parameters: {
      /** Numeric queue id */
      queueId: number | bigint;
    };
    answer: unknown;
  };
  /**
   * Clear Queue.
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   * POST with queueId in the query string, no body
   */
  "queueClear": {
    parameters: {
      /** Numeric queue id */
      queueId: number | bigint;
    };
    answer: unknown;
  };
  /**
   * Query Queue List.
   * the published example answers code 0, the other examples code 200
   */
  "queueList": {
    parameters: {
      /** Page number, starts at 1 */
      pageNum?: number | bigint | null | undefined;
      /** Items a page, 1 to 100 */
      pageSize?: number | bigint | null | undefined;
      /** Queue name */
      queueName?: string | null | undefined;
      /** 0 not enabled, 1 enabled, 2 disabled; leave out for all */
      status?: number | bigint | null | undefined;
    };
    answer: ({ createTime?: string; entUserId?: number | string; id?: number | string; isFree?: number; metadata?: string; queueDesc?: string; queueName?: string; status?: number; updateTime?: string; userId?: number | string })[];
    entry: { createTime?: string; entUserId?: number | string; id?: number | string; isFree?: number; metadata?: string; queueDesc?: string; queueName?: string; status?: number; updateTime?: string; userId?: number | string };
  };
  /**
   * Query Queue Details.
   * the answer carries connectUrl (the AMQP address), consumeRate, msgNum and msgSize
   */
  "queueDetail": {
    parameters: {
      /** Numeric queue id */
      queueId: number | bigint;
    };
    answer: { connectUrl?: string; consumeRate?: string; createTime?: string; msgNum?: number | string; msgSize?: string; queueDesc?: string; queueId?: number | string; queueName?: string; status?: number; updateTime?: string };
  };
  /**
   * Create Product/Device Subscription.
   * Changes something: it is never sent twice.
   * pass-through products: 1 online/offline, 2 device and module status, 3 uplink data, 4 downlink data, 5 command response, 12 raw location, 13 location, 14 binding change, 15 device information change
   * thing-model products: 1, 2, 3 (pass-through uplink), 4 (pass-through downlink), 5, 6 property, 7 event info, 8 event alert, 9 event fault, 10 service log, 12, 13, 14, 15
   * deviceKey is needed in effect when dataLevel is 2 (the table marks it optional)
   * a new subscription is not running until subscribe/start is called
   */
  "subscribeCreatByPKDK": {
    parameters: {
      /** 1 product, 2 device */
      dataLevel: number | bigint;
      /** DK, the device key */
      deviceKey?: string | null | undefined;
      /** Message type numbers, see notes */
      msgTypes: readonly (number | bigint)[];
      /** PK, the product key */
      productKey: string;
      /** Queue name */
      queueName: string;
      /** Subscription name, up to 128 characters: Chinese, letters, digits, _ and - only */
      subscribeName: string;
    };
    answer: { subscribeId?: number | string };
  };
  /**
   * Create SaaS Subscription.
   * Changes something: it is never sent twice.
   * msgTypes: 101 product change, 102 device change, 103 thing-model release, 104 product authorisation, 105 user-domain (app) authorisation
   */
  "subscribeCreatBySaaS": {
    parameters: {
      /** Message type numbers, see notes */
      msgTypes: readonly (number | bigint)[];
      /** Queue name */
      queueName: string;
      /** Subscription name, up to 128 characters: Chinese, letters, digits, _ and - only */
      subscribeName: string;
    };
    answer: { subscribeId?: number | string };
  };
  /**
   * Create End User Subscription.
   * Changes something: it is never sent twice.
   * msgTypes: 201 end-user added, removed or changed
   */
  "subscribeCreatByEnduser": {
    parameters: {
      /** User domain whose end-user changes are wanted */
      endUserDomain: string;
      /** Message type numbers, see notes */
      msgTypes: readonly (number | bigint)[];
      /** Queue name */
      queueName: string;
      /** Subscription name, up to 128 characters: Chinese, letters, digits, _ and - only */
      subscribeName: string;
    };
    answer: { subscribeId?: number | string };
  };
  /**
   * Delete Subscription.
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "subscribeDelete": {
    parameters: {
      /** Numeric subscription id */
      subscribeId: number | bigint;
    };
    answer: unknown;
  };
  /**
   * Update Subscription.
   * Changes something: it is never sent twice.
   * pass-through products: 1 online/offline, 2 device and module status, 3 uplink data, 4 downlink data, 5 command response, 12 raw location, 13 location, 14 binding change, 15 device information change
   * thing-model products: 1, 2, 3 (pass-through uplink), 4 (pass-through downlink), 5, 6 property, 7 event info, 8 event alert, 9 event fault, 10 service log, 12, 13, 14, 15
   * enterprise or SaaS level: 101-105; end-user level: 201
   * only a stopped subscription can be changed (16022)
   */
  "subscribeUpdate": {
    parameters: {
      /** Message type numbers, see notes */
      msgTypes?: readonly (number | bigint)[] | null | undefined;
      /** Queue to move the subscription to */
      queueName?: string | null | undefined;
      /** Numeric subscription id */
      subscribeId: number | bigint;
      /** Subscription name, up to 128 characters: Chinese, letters, digits, _ and - only */
      subscribeName?: string | null | undefined;
    };
    answer: unknown;
  };
  /** Query Subscription List. */
  "subscribeList": {
    parameters: {
      /** Page number, starts at 1 */
      pageNum?: number | bigint | null | undefined;
      /** Items a page, 1 to 100 */
      pageSize?: number | bigint | null | undefined;
      /** Queue name */
      queueName?: string | null | undefined;
      /** 0 not started, 1 running */
      status?: number | bigint | null | undefined;
      /** Subscription name, up to 128 characters: Chinese, letters, digits, _ and - only */
      subscribeName?: string | null | undefined;
    };
    answer: ({ createTime?: string; projectId?: number | string; projectName?: string; queueId?: string; queueName?: string; status?: number; subscribeId?: number | string; subscribeLevel?: number; subscribeName?: string })[];
    entry: { createTime?: string; projectId?: number | string; projectName?: string; queueId?: string; queueName?: string; status?: number; subscribeId?: number | string; subscribeLevel?: number; subscribeName?: string };
  };
  /** Query Subscription Details. */
  "subscribeDetail": {
    parameters: {
      /** Numeric subscription id */
      subscribeId: number | bigint;
    };
    answer: { createTime?: string; dataLevel?: number; deviceKey?: string; deviceName?: string; endUserDomain?: string; msgType?: string; productKey?: string; productName?: string; queueId?: number | string; queueName?: string; status?: number; subscribeId?: number | string; subscribeName?: string; updateTime?: string; userId?: number | string };
  };
  /**
   * Enable Subscription.
   * Changes something: it is never sent twice.
   */
  "subscribeStart": {
    parameters: {
      /** Numeric subscription id */
      subscribeId: number | bigint;
    };
    answer: unknown;
  };
  /**
   * Stop Subscription.
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "subscribeStop": {
    parameters: {
      /** Numeric subscription id */
      subscribeId: number | bigint;
    };
    answer: unknown;
  };
  /** Query User Domain List. */
  "enduserDomainList": {
    parameters: {
      /** Page number, default 1 */
      page?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
    };
    answer: { endRow?: number | string; hasNextPage?: boolean; hasPreviousPage?: boolean; isFirstPage?: boolean; isLastPage?: boolean; list?: ({ addTime?: number; addTimeTs?: number; enable?: boolean; entId?: number; isEnable?: boolean; remark?: string; updateTime?: number; updateTimeTs?: number; userDomain?: string; userDomainId?: number; userDomainSecret?: string; userDomainType?: string })[]; navigateFirstPage?: number; navigateLastPage?: number; navigatePages?: number; navigatepageNums?: (unknown)[]; nextPage?: number; pageNum?: number; pageSize?: number; pages?: number; prePage?: number; size?: number; startRow?: number | string; total?: number | string };
    entry: { addTime?: number; addTimeTs?: number; enable?: boolean; entId?: number; isEnable?: boolean; remark?: string; updateTime?: number; updateTimeTs?: number; userDomain?: string; userDomainId?: number; userDomainSecret?: string; userDomainType?: string };
  };
  /** Query User List in User Domain. */
  "enduserDomainUserList": {
    parameters: {
      /** User domain (the app) */
      userDomain: string;
      /** Page number, default 1 */
      page?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
    };
    answer: { endRow?: number | string; hasNextPage?: boolean; hasPreviousPage?: boolean; isFirstPage?: boolean; isLastPage?: boolean; list?: ({ address?: string; alipayUserId?: string; appleUserId?: string; city?: string; email?: string; facebookUserId?: string; headimg?: string; lang?: string; lastLoginTime?: number; lastLoginTimeTs?: number; logonMode?: number; nationality?: string; nikeName?: string; phone?: string; province?: string; qqUserId?: string; registerTime?: number; registerTimeTs?: number; remark?: string; sex?: string; signature?: string; status?: number; timezone?: string; twitterUserId?: string; uid?: string; userDomain?: string; wechatMiniprogramUserId?: string; wechatOffiaccountUserId?: string; wechatUnionId?: string })[]; navigateFirstPage?: number; navigateLastPage?: number; navigatePages?: number; navigatepageNums?: (unknown)[]; nextPage?: number; pageNum?: number; pageSize?: number; pages?: number; prePage?: number; size?: number; startRow?: number | string; total?: number | string };
    entry: { address?: string; alipayUserId?: string; appleUserId?: string; city?: string; email?: string; facebookUserId?: string; headimg?: string; lang?: string; lastLoginTime?: number; lastLoginTimeTs?: number; logonMode?: number; nationality?: string; nikeName?: string; phone?: string; province?: string; qqUserId?: string; registerTime?: number; registerTimeTs?: number; remark?: string; sex?: string; signature?: string; status?: number; timezone?: string; twitterUserId?: string; uid?: string; userDomain?: string; wechatMiniprogramUserId?: string; wechatOffiaccountUserId?: string; wechatUnionId?: string };
  };
  /** Query User Information. */
  "enduserUserInfo": {
    parameters: {
      /** End-user id */
      uid: string;
    };
    answer: { address?: string; alipayUserId?: string; appleUserId?: string; city?: string; email?: string; facebookUserId?: string; headimg?: string; lang?: string; lastLoginTime?: number | string; lastLoginTimeTs?: number | string; logonMode?: number; nationality?: string; nikeName?: string; phone?: string; province?: string; qqUserId?: string; registerTime?: number | string; registerTimeTs?: number | string; remark?: string; sex?: string; signature?: string; status?: number; timezone?: string; twitterUserId?: string; uid?: string; userDomain?: string; wechatMiniprogramUserId?: string; wechatOffiaccountUserId?: string; wechatUnionId?: string };
  };
  /**
   * Set User Status.
   * Changes something: it is never sent twice.
   * documented as GET although it changes state; published example answers code 0
   */
  "enduserSetUserStatus": {
    parameters: {
      /** 0 disabled, 1 normal */
      status: number | bigint;
      /** End-user id */
      uid: string;
    };
    answer: unknown;
  };
  /** Query Device List Under User. */
  "enduserDeviceList": {
    parameters: {
      /** End-user id */
      uid: string;
      /** Page number, default 1 */
      page?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
    };
    answer: { endRow?: number | string; hasNextPage?: boolean; hasPreviousPage?: boolean; isFirstPage?: boolean; isLastPage?: boolean; list?: ({ accessType?: string; activeTime?: string; activeTimeTs?: number; authCode?: string; authKey?: string; bindMode?: number; bindStatus?: number; bindingCode?: string; bindingType?: number; btLastUseTime?: number; btPwd?: string; capabilitiesBitmask?: number; deviceBindTime?: string; deviceBindTimeTs?: number; deviceCreateTime?: string; deviceCreateTimeTs?: number; deviceKey?: string; deviceName?: string; deviceStatus?: string; deviceTag?: string; deviceType?: number; fid?: string; firstItemCode?: string; firstItemName?: string; frid?: string; gdid?: string; groupDeviceDeviceNum?: number; groupState?: number; invaildTime?: string; invaildTimeTs?: number; isMatter?: number; isNative?: number; lastConnTime?: string; lastConnTimeTs?: number; lastOfflineTime?: string; lastOfflineTimeTs?: number; locateType?: string; logoImage?: string; lowPowerAlive?: number; lowPowerCache?: number; lowPowerProduct?: boolean; lowPowerStatus?: boolean; matterInfo?: { catList?: ({ cat?: number; privilege?: string })[]; discriminator?: number; extra?: string; fabricId?: number; matterProductId?: number; matterVendorId?: number; matterVersion?: string; nodeId?: number }; networkType?: string; onlineStatus?: number; ownerUid?: string; phone?: string; planId?: number; productKey?: string; productName?: string; protocol?: string; secondItemCode?: string; secondItemName?: string; shareCode?: string; sharingExpireAt?: string; sharingExpireTimeTs?: number; signalStrength?: string; sn?: string; status?: number; uid?: string; upgradeStatus?: number; userConfirmStatus?: number; userName?: string; verified?: string })[]; navigateFirstPage?: number; navigateLastPage?: number; navigatePages?: number; navigatepageNums?: (unknown)[]; nextPage?: number; pageNum?: number; pageSize?: number; pages?: number; prePage?: number; size?: number; startRow?: number | string; total?: number | string };
    entry: { accessType?: string; activeTime?: string; activeTimeTs?: number; authCode?: string; authKey?: string; bindMode?: number; bindStatus?: number; bindingCode?: string; bindingType?: number; btLastUseTime?: number; btPwd?: string; capabilitiesBitmask?: number; deviceBindTime?: string; deviceBindTimeTs?: number; deviceCreateTime?: string; deviceCreateTimeTs?: number; deviceKey?: string; deviceName?: string; deviceStatus?: string; deviceTag?: string; deviceType?: number; fid?: string; firstItemCode?: string; firstItemName?: string; frid?: string; gdid?: string; groupDeviceDeviceNum?: number; groupState?: number; invaildTime?: string; invaildTimeTs?: number; isMatter?: number; isNative?: number; lastConnTime?: string; lastConnTimeTs?: number; lastOfflineTime?: string; lastOfflineTimeTs?: number; locateType?: string; logoImage?: string; lowPowerAlive?: number; lowPowerCache?: number; lowPowerProduct?: boolean; lowPowerStatus?: boolean; matterInfo?: { catList?: ({ cat?: number; privilege?: string })[]; discriminator?: number; extra?: string; fabricId?: number; matterProductId?: number; matterVendorId?: number; matterVersion?: string; nodeId?: number }; networkType?: string; onlineStatus?: number; ownerUid?: string; phone?: string; planId?: number; productKey?: string; productName?: string; protocol?: string; secondItemCode?: string; secondItemName?: string; shareCode?: string; sharingExpireAt?: string; sharingExpireTimeTs?: number; signalStrength?: string; sn?: string; status?: number; uid?: string; upgradeStatus?: number; userConfirmStatus?: number; userName?: string; verified?: string };
  };
  /** Query List of Users with Bound Devices. */
  "enduserGetUserByDevice": {
    parameters: {
      /** Page number, default 1 */
      page?: number | bigint | undefined;
      /** Items a page, default 10 */
      pageSize?: number | bigint | undefined;
      /** Product key */
      pk?: string | undefined;
      /** End-user id */
      uid?: string | undefined;
      /** User domain (the app) */
      userDomain?: string | undefined;
    };
    answer: { endRow?: number | string; hasNextPage?: boolean; hasPreviousPage?: boolean; isFirstPage?: boolean; isLastPage?: boolean; list?: ({ address?: string; alipayUserId?: string; email?: string; facebookUserId?: string; headimg?: string; lastLoginTime?: string; lastLoginTimeTs?: number; nikeName?: string; phone?: string; qqUserId?: string; sex?: string; twitterUserId?: string; uid?: string; userDomain?: string; wechatMiniprogramUserId?: string; wechatOffiaccountUserId?: string; wechatUnionId?: string })[]; navigateFirstPage?: number; navigateLastPage?: number; navigatePages?: number; navigatepageNums?: (unknown)[]; nextPage?: number; pageNum?: number; pageSize?: number; pages?: number; prePage?: number; size?: number; startRow?: number | string; total?: number | string };
    entry: { address?: string; alipayUserId?: string; email?: string; facebookUserId?: string; headimg?: string; lastLoginTime?: string; lastLoginTimeTs?: number; nikeName?: string; phone?: string; qqUserId?: string; sex?: string; twitterUserId?: string; uid?: string; userDomain?: string; wechatMiniprogramUserId?: string; wechatOffiaccountUserId?: string; wechatUnionId?: string };
  };
  /**
   * Verify Device Binding Code Validity.
   * Changes something: it is never sent twice.
   * POST with everything in the query string
   */
  "enduserVerifyBindingCode": {
    parameters: {
      /** Binding code reported by the device */
      bindingCode: string;
      /** Device key */
      dk: string;
      /** Product key */
      pk: string;
      /** 1 when a binding is in progress and the device should be told, 0 (default) otherwise */
      isBinding?: number | bigint | undefined;
    };
    answer: number;
  };
}
