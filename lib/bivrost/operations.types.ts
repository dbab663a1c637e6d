// Made from the catalogue by `npm run docs:pages`: a change belongs into operations.json.

/** What each operation takes and answers. */
export interface BivrostOperations {
  /** login (2.4.1). */
  "auth/login": {
    parameters: {
      /** User name */
      username: string;
      /** Password */
      password: string;
    };
    answer: { expiresAt: string };
  };
  /**
   * change-password (2.4.2).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "auth/change-password": {
    parameters: {
      /** Present password */
      currentPassword: string;
      /** New password */
      newPassword: string;
    };
    answer: unknown;
  };
  /** readAlarm - Read Alarm Information (2.5.1.1). */
  "cnc/readAlarm": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    answer: { alarmMsg?: (string | null)[]; alarmLevel?: (string | null)[] };
  };
  /** readCNCStatus - Read Machine Status (2.5.1.2). */
  "cnc/readCNCStatus": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { cncStatus?: string | null; alarmStatus?: string | null; alarmLevel?: string | null; channel?: number };
  };
  /** readCNCStatusDetails - Read Machine Status Details (2.5.1.3). */
  "cnc/readCNCStatusDetails": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { mode?: string | null; programStatus?: string | null; emergencyStatus?: string | null; dryRunStatus?: string | null; cncStatus?: string | null; alarmStatus?: string | null; alarmLevel?: string | null; channel?: number };
  };
  /** readCount - Read Machining Count (2.5.1.4). */
  "cnc/readCount": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    answer: { count?: number };
  };
  /** readCurrentToolNumber - Read Current Tool Number (2.5.1.5). */
  "cnc/readCurrentToolNumber": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { toolNumber?: string | null; toolOffsetNum?: string | null; channel?: number };
  };
  /** readEnergyConsum - Read Energy Consumption Data (2.5.1.6). */
  "cnc/readEnergyConsum": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    answer: { allServoAxes?: number; coolantPump?: number; ctsPump?: number; chipFlusherPump?: number; cyclonePump?: number; system24V?: number; ncControl?: number; lcdBacklight?: number; chipConveyor?: number; screwConveyor?: number; autoLubrication?: number; spindleCoolingFan?: number; servoControl?: number };
  };
  /** readFeed - Read Feed Data (2.5.1.7). */
  "cnc/readFeed": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { overFeed?: number; actFeed?: number; cmdFeed?: number; overRapid?: number; channel?: number };
  };
  /** readFeedAndSpindle - Read Feed and Spindle Speed Data (2.5.1.8). */
  "cnc/readFeedAndSpindle": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { overSpindle?: number; actSpindle?: number; cmdSpindle?: number; overFeed?: number; actFeed?: number; cmdFeed?: number; overRapid?: number; channel?: number };
  };
  /** readLaserPower - Read Laser Power (2.5.1.9). */
  "cnc/readLaserPower": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    answer: { preset?: number; actual?: number };
  };
  /** readLoad - Read Load Data (2.5.1.10). */
  "cnc/readLoad": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { spindleLoad?: (number)[]; axialLoad?: (number)[]; channel?: number };
  };
  /** readLog - Read Log Information (2.5.1.11). */
  "cnc/readLog": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Alarm, Operation or Default (default); several joined by ; */
      type?: string | undefined;
      /** How many of the newest entries; 0 (default) for all */
      count?: number | bigint | undefined;
      /** Log file path, ABB robots only */
      path?: string | undefined;
    };
    answer: { msgs?: (string | null)[] };
  };
  /** readCNCCommonStatus - Read Machine Common Status (2.5.1.25). */
  "cnc/readCNCCommonStatus": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { mode?: string | null; programStatus?: string | null; emergencyStatus?: string | null; dryRunStatus?: string | null; cncStatus?: string | null; alarmStatus?: string | null; alarmLevel?: string | null; channel?: number; mode2?: string | null; readyStatus?: string | null; alarmOnlyStatus?: string | null; emergencySetStatus?: string | null; lightColor1?: string | null; lightStatus1?: string | null; lightColor2?: string | null; lightStatus2?: string | null; lightColor3?: string | null; lightStatus3?: string | null; lightColor4?: string | null; lightStatus4?: string | null };
  };
  /**
   * init Initialize Machine Connection (2.5.1.26).
   * Opens or checks the connection to the machine; code 3 when it cannot
   */
  "cnc/init": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    answer: unknown;
  };
  /** readOffsetData - Read Tool Offset Data (2.5.1.12). */
  "cnc/readOffsetData": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
      /** Tool number (T) */
      toolNum?: number | bigint | undefined;
      /** Offset number (D/H) */
      offsetNum?: number | bigint | undefined;
    };
    answer: { channel?: number; toolNum?: number; offsetNum?: number; toolName?: string | null; toolType?: string | null; lengthUnit?: string | null; toolNose?: number; lengthWear?: number; radiusWear?: number; lengthGeom?: number; radiusGeom?: number; wearX?: number; wearY?: number; wearZ?: number; wearR?: number; geomX?: number; geomY?: number; geomZ?: number; geomR?: number };
  };
  /** batchReadOffsetData - Batch Read Tool Offsets (2.5.1.13). */
  "cnc/batchReadOffsetData": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    body: { items: readonly {
        /** Channel number of the machine, default 0 (main) */
        channel?: number | bigint | null | undefined;
        /** Tool number (T) */
        toolNum?: number | bigint | null | undefined;
        /** Offset number (D/H) */
        offsetNum?: number | bigint | null | undefined;
      }[] };
    answer: ({ channel?: number; toolNum?: number; offsetNum?: number; toolName?: string | null; toolType?: string | null; lengthUnit?: string | null; toolNose?: number; lengthWear?: number; radiusWear?: number; lengthGeom?: number; radiusGeom?: number; wearX?: number; wearY?: number; wearZ?: number; wearR?: number; geomX?: number; geomY?: number; geomZ?: number; geomR?: number })[];
  };
  /**
   * writeOffsetData - Write Tool Offset Data (2.5.1.14).
   * Changes something: it is never sent twice.
   * Blocked by default (protected API list); send only the fields to change
   */
  "cnc/writeOffsetData": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
      /** Tool number (T) */
      toolNum?: number | bigint | undefined;
      /** Offset number (D/H) */
      offsetNum?: number | bigint | undefined;
      toolName?: string | null | undefined;
      toolType?: string | null | undefined;
      lengthUnit?: string | null | undefined;
      toolNose?: number | bigint | null | undefined;
      lengthWear?: number | null | undefined;
      radiusWear?: number | null | undefined;
      lengthGeom?: number | null | undefined;
      radiusGeom?: number | null | undefined;
      wearX?: number | null | undefined;
      wearY?: number | null | undefined;
      wearZ?: number | null | undefined;
      wearR?: number | null | undefined;
      geomX?: number | null | undefined;
      geomY?: number | null | undefined;
      geomZ?: number | null | undefined;
      geomR?: number | null | undefined;
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** readPosition - Read Coordinate Data (2.5.1.15). */
  "cnc/readPosition": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { axisName?: (string | null)[]; unit?: (string | null)[]; mach?: (number)[]; abs?: (number)[]; rel?: (number)[]; dist?: (number)[]; channel?: number };
  };
  /** readProgramBlock - Read Program Block (2.5.1.16). */
  "cnc/readProgramBlock": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { currentBlock?: string | null; channel?: number };
  };
  /** readProgramInfo - Read Machining Program Information (2.5.1.17). */
  "cnc/readProgramInfo": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: { mainPrgmName?: string | null; runningPrgName?: string | null; programSeqNum?: string | null; programStack?: string | null; channel?: number };
  };
  /** readPlcData - Read PLC Data (2.5.1.18). */
  "cnc/readPlcData": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** PLC area, e.g. R, X, 4x, $MACRO$, $PARAM$, $DIAG$ or $TAG$|name=..., extra parts joined by | */
      area: string;
      /** Start address; prefix 0b, 0 or 0x for base 2, 8, 16; not needed with $TAG$ */
      start?: string | undefined;
      /** How many items (bytes when type is String) */
      count: number | bigint;
      /** Bit (Bit0-Bit7), Byte, SByte, Int16, UInt16, Float, Int32, UInt32, Int64, UInt64, Double or String */
      type: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
    };
    answer: unknown;
  };
  /**
   * writePlcData - Write PLC Data (2.5.1.19).
   * Changes something: it is never sent twice.
   * Blocked by default (protected API list)
   */
  "cnc/writePlcData": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** PLC area, e.g. R, X, 4x, $MACRO$, $PARAM$, $DIAG$ or $TAG$|name=..., extra parts joined by | */
      area: string;
      /** Start address; prefix 0b, 0 or 0x for base 2, 8, 16; not needed with $TAG$ */
      start?: string | undefined;
      /** Data type, as in readPlcData */
      type: string;
      /** Values to write */
      data?: readonly (unknown)[] | null | undefined;
      /** String to write */
      msg?: string | null | undefined;
      /** Channel number of the machine, default 0 (main) (place not stated; query assumed as for the sister operations) */
      channel?: number | bigint | undefined;
    };
    answer: unknown;
  };
  /** readTimeData - Read Machine Time Data (2.5.1.20). */
  "cnc/readTimeData": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    answer: { cumulativePowerOnTimeMin?: number; cumulativePowerOnTimeMs?: number; powerOnTimeMin?: number; powerOnTimeMs?: number; cumulativeOperatingTimeMin?: number; cumulativeOperatingTimeMs?: number; operatingTimeMin?: number; operatingTimeMs?: number; cumulativeCuttingTimeMin?: number; cumulativeCuttingTimeMs?: number; cuttingTimeMin?: number; cuttingTimeMs?: number; lastCycleTimeMin?: number; lastCycleTimeMs?: number; currentCycleTimeMin?: number; currentCycleTimeMs?: number; currentCuttingTimeMin?: number; currentCuttingTimeMs?: number; remainingCycleTimeMin?: number; remainingCycleTimeMs?: number };
  };
  /** readToolLife: Read Tool Life (2.5.1.21). */
  "cnc/readToolLife": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Tool group number */
      groupNum?: number | bigint | undefined;
      /** Place of the tool in its group */
      toolIndex?: number | bigint | undefined;
      /** Tool number (T) */
      toolNum?: number | bigint | undefined;
      /** Offset number (D/H) */
      offsetNum?: number | bigint | undefined;
    };
    answer: { toolGroupNum?: number; toolIndex?: number; toolNum?: number; toolOffsetNum?: number; timeLimit?: number; currentTime?: number; prewarningTime?: number; countLimit?: number; currentCount?: number; prewarningCount?: number; wearLimit?: number; currentWear?: number; prewarningWear?: number };
  };
  /** batchReadToolLife: Batch Read Tool Life (2.5.1.22). */
  "cnc/batchReadToolLife": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    body: { items: readonly {
        /** Tool group number */
        groupNum?: number | bigint | null | undefined;
        /** Place of the tool in its group */
        toolIndex?: number | bigint | null | undefined;
        /** Tool number (T) */
        toolNum?: number | bigint | null | undefined;
        /** Offset number (D/H) */
        offsetNum?: number | bigint | null | undefined;
      }[] };
    answer: ({ toolGroupNum?: number; toolIndex?: number; toolNum?: number; toolOffsetNum?: number; timeLimit?: number; currentTime?: number; prewarningTime?: number; countLimit?: number; currentCount?: number; prewarningCount?: number; wearLimit?: number; currentWear?: number; prewarningWear?: number })[];
  };
  /** readToolLifeDetails: Read Tool Life Details (2.5.1.23). */
  "cnc/readToolLifeDetails": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Tool group number */
      groupNum?: number | bigint | undefined;
      /** Place of the tool in its group */
      toolIndex?: number | bigint | undefined;
      /** Tool number (T) */
      toolNum?: number | bigint | undefined;
      /** Offset number (D/H) */
      offsetNum?: number | bigint | undefined;
    };
    answer: { toolGroupNum?: number; toolIndex?: number; toolNum?: number; toolOffsetNum?: number; timeLimit?: number; currentTime?: number; prewarningTime?: number; countLimit?: number; currentCount?: number; prewarningCount?: number; wearLimit?: number; currentWear?: number; prewarningWear?: number; rawToolLifeType?: string | null; rawToolLifeUnit?: string | null; rawToolLifeStatus?: string | null; rawTimeLimit?: number; rawTimeLimit1?: number; rawTimeLimit2?: number; rawCurrentTime?: number; rawOverTime?: number; rawOverCount?: number; rawRemainingTime?: number; rawPrewarningRemainingTime?: number; rawPrewarningTime?: number; rawRemainingCount?: number; rawPrewarningRemainingCount?: number; rawRemainingWear?: number; rawPrewarningRemainingWear?: number; inventoryNum?: string | null };
  };
  /** batchReadToolLifeDetails: Batch Read Tool Life Details (2.5.1.24). */
  "cnc/batchReadToolLifeDetails": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
    };
    body: { items: readonly {
        /** Tool group number */
        groupNum?: number | bigint | null | undefined;
        /** Place of the tool in its group */
        toolIndex?: number | bigint | null | undefined;
        /** Tool number (T) */
        toolNum?: number | bigint | null | undefined;
        /** Offset number (D/H) */
        offsetNum?: number | bigint | null | undefined;
      }[] };
    answer: ({ toolGroupNum?: number; toolIndex?: number; toolNum?: number; toolOffsetNum?: number; timeLimit?: number; currentTime?: number; prewarningTime?: number; countLimit?: number; currentCount?: number; prewarningCount?: number; wearLimit?: number; currentWear?: number; prewarningWear?: number; rawToolLifeType?: string | null; rawToolLifeUnit?: string | null; rawToolLifeStatus?: string | null; rawTimeLimit?: number; rawTimeLimit1?: number; rawTimeLimit2?: number; rawCurrentTime?: number; rawOverTime?: number; rawOverCount?: number; rawRemainingTime?: number; rawPrewarningRemainingTime?: number; rawPrewarningTime?: number; rawRemainingCount?: number; rawPrewarningRemainingCount?: number; rawRemainingWear?: number; rawPrewarningRemainingWear?: number; inventoryNum?: string | null })[];
  };
  /**
   * readTaskData Read Machine Task Data (2.5.2.1).
   * Reads the cache of an enabled automatic task; code 1303 when the task is off or has not run
   */
  "cnc/readTaskData": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Data class name, e.g. CNCStatus */
      type: string;
      /** Field form of the data tag, e.g. S1 */
      tag?: string | undefined;
    };
    answer: unknown;
  };
  /** batchReadTaskData Batch Read Machine Task Data (2.5.2.2). */
  "cnc/batchReadTaskData": {
    parameters: { [none: string]: never };
    body: { items: readonly {
        /** Machine identifier set on the gateway */
        machineID: string;
        /** Data class name (table writes Type, example type) */
        type: string;
        /** Field form of the data tag (the example writes tag) */
        tag?: string | null | undefined;
      }[] };
    answer: unknown;
  };
  /** readGroupTaskData Read Machine Group Task Data (2.5.2.3). */
  "cnc/readGroupTaskData": {
    parameters: {
      /** Machine group identifier, e.g. g1 */
      groupID: string;
      /** GroupCount, GroupCumulativeTime or GroupOEE */
      type: string;
      /** Field form of the data tag, e.g. S1 */
      tag?: string | undefined;
    };
    answer: unknown;
  };
  /** batchReadGroupTaskData Batch Read Machine Group Task Data (2.5.2.4). */
  "cnc/batchReadGroupTaskData": {
    parameters: { [none: string]: never };
    body: { items: readonly {
        /** Machine group identifier, e.g. g1 */
        groupID: string;
        /** GroupCount, GroupCumulativeTime or GroupOEE */
        type: string;
        /** Field form of the data tag, e.g. S1 */
        tag?: string | null | undefined;
      }[] };
    answer: unknown;
  };
  /** batchReadErrors Batch Read Machine Connection Status (2.5.2.5). */
  "cnc/batchReadErrors": {
    parameters: { [none: string]: never };
    body: { items: readonly {
        /** Machine identifier set on the gateway */
        machineID: string;
      }[] };
    answer: unknown;
  };
  /** readErrorSummary Read Status Summary (2.5.2.6). */
  "cnc/readErrorSummary": {
    parameters: { [none: string]: never };
    answer: { success?: number; offline?: number; error?: number };
  };
  /** info - Get Core Service Information (2.10.1.1). */
  "core/info": {
    parameters: { [none: string]: never };
    answer: { version?: string | null };
  };
  /** license-info - Get License Information (2.10.1.2). */
  "core/license-info": {
    parameters: { [none: string]: never };
    answer: { isValid?: boolean; license?: { company?: string | null; product?: string | null; machineCount?: number; plcCount?: number; robotCount?: number; cncCount?: number; laserCount?: number; featureAppDNC?: boolean; licType?: string | null; uid?: string | null; expiration?: string | null } };
  };
  /** service-status - Get Service Status (2.10.1.3). */
  "core/service-status": {
    parameters: { [none: string]: never };
    answer: { mqtt?: number; queueSizeMqtt?: number; modbus?: number; queueSizeModbus?: number; tbCloud?: number; queueSizeTbCloud?: number; localDB?: number; queueSizeLocalDB?: number; writeData?: number; queueSizeWriteData?: number; localDBLog?: number; queueSizeLocalDBLog?: number; hubBroadcasting?: number; queueSizeHubBroadcasting?: number; tbHubBroadcasting?: number; queueSizeTbHubBroadcasting?: number; needRestart?: boolean };
  };
  /**
   * upload-license - Upload Gateway License (2.10.1.4).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "core/upload-license": {
    parameters: {
      /** Base64 of the bytes */
      base64: string;
    };
    answer: unknown;
  };
  /**
   * log-level - Switch the Core Log Level (2.10.1.5).
   * Changes something: it is never sent twice.
   */
  "core/log-level": {
    parameters: {
      /** Log level */
      level: string;
    };
    answer: unknown;
  };
  /**
   * need-restart - Flag That a Restart Is Required (2.10.1.6).
   * Changes something: it is never sent twice.
   */
  "core/need-restart": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /** settings - Get the Core Runtime Configuration (2.10.1.7). */
  "core/settings": {
    parameters: { [none: string]: never };
    answer: { logLevel?: number; logFileSize?: number; logFileCount?: number; coreBaseUrl?: string | null; gatewayIPEndPoint?: string | null; uid?: string | null; modbusPort?: number; serial?: { "coM1 ~ coM6"?: string | null; fileServerDir?: string | null; smbGroup?: string | null; vhdDir?: string | null; coreContentDir?: string | null; gatewayContentDir?: string | null; showCreateCnc?: boolean; showCreateLaser?: boolean; showCreateRobot?: boolean; showCreatePlc?: boolean; enableInfluxLog?: boolean; enableMqttDefaultCustomAttributes?: boolean; maxAllowedWrapperInstanceCount?: number; serviceQueueCapacity?: number; enableQueueOverflowToDisk?: boolean; queueOverflowMemoryCapacity?: number; queueOverflowStoragePath?: string | null; queueOverflowSegmentSize?: number; maxQueueOverflowBytes?: number | string | null; queueOverflowDropWarnIntervalMs?: number; taskManagerLaunchingOffset?: number; fanucRobotAlarmLogCount?: number; fanucRobotCurAlarmCount?: number; fanucRobotUseWebAlarm?: boolean; mqttMaxBatchSize?: number; tbCloudServiceIgnoreUID?: boolean; uiPath?: string | null; bypassRoutes?: string | null; agents?: (unknown)[] }; agents?: ({ tbCloudAddress?: string | null; tbCloudUsername?: string | null; tbCloudPassword?: string | null; tbxAddress?: string | null; hubContentDir?: string | null })[] };
  };
  /** readProgramList — Read Machine File List (2.6.1). */
  "cnc/readProgramList": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
      /** First program number to list, some Fanuc models only, default 0 */
      startPrgNo?: number | bigint | undefined;
    };
    answer: { dirAtCNC?: string | null; programs?: (string | null)[]; subDirs?: (string | null)[] };
  };
  /**
   * receiveFileStream — Receive Machine File (Stream Mode) (2.6.2).
   * No 10 MB limit; raw bytes
   */
  "cnc/receiveFileStream": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** File on the machine; some controllers want the extension */
      fileName: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
    };
    answer: Buffer;
  };
  /**
   * receiveFile — Receive Machine File (2.6.3).
   * Up to 10 MB; text comes as content+encoding, binary as base64
   */
  "cnc/receiveFile": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** File on the machine; some controllers want the extension */
      fileName: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
    };
    answer: { content?: string | null; encoding?: string | null; base64?: string | null };
  };
  /** readCurrentProgram — Receive the Machine's Currently Running File (2.6.4). */
  "cnc/readCurrentProgram": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
    };
    answer: { dirAtCNC?: string | null; fileName?: string | null; content?: string | null; encoding?: string | null; base64?: string | null; channel?: number };
  };
  /**
   * sendFileStream — Send File to Machine (Stream Mode) (2.6.5).
   * Changes something: it is never sent twice.
   * No 10 MB limit; never overwrites
   */
  "cnc/sendFileStream": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** File on the machine; some controllers want the extension */
      fileName?: string | undefined;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
    };
    body: { content: string | Buffer | import('node:stream').Readable };
    answer: unknown;
  };
  /**
   * sendFile — Send File to Machine (2.6.6).
   * Changes something: it is never sent twice.
   * Up to 10 MB; never overwrites: delete the old file first
   */
  "cnc/sendFile": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** File on the machine; some controllers want the extension */
      fileName?: string | undefined;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
      /** Text of the file */
      content?: string | null | undefined;
      /** Original text encoding, e.g. us-ascii */
      encoding?: string | null | undefined;
      /** Base64 of the bytes */
      base64?: string | null | undefined;
    };
    answer: unknown;
  };
  /**
   * batchSendFile — Batch Send Files to Machines (2.6.7).
   * Changes something: it is never sent twice.
   */
  "cnc/batchSendFile": {
    parameters: {
      /** Where to send the file */
      targets: readonly ({
        /** Machine identifier set on the gateway */
        machineID: string;
        /** File on the machine; some controllers want the extension */
        fileName: string;
        /** Directory on the machine; default the root of the controller */
        dirAtCNC?: string | null | undefined;
        /** Directory below the configured root; used when dirAtCNC is absent */
        subDir?: string | null | undefined;
      })[];
      /** Text of the file */
      content?: string | null | undefined;
      /** Original text encoding, e.g. us-ascii */
      encoding?: string | null | undefined;
      /** Base64 of the bytes */
      base64?: string | null | undefined;
    };
    answer: unknown;
  };
  /**
   * deleteFile — Delete Machine File (2.6.8).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "cnc/deleteFile": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** File on the machine; some controllers want the extension */
      fileName: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
    };
    answer: unknown;
  };
  /**
   * batchDeleteFile — Batch Delete Machine Files (2.6.9).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "cnc/batchDeleteFile": {
    parameters: { [none: string]: never };
    body: { items: readonly {
        /** Machine identifier set on the gateway */
        machineID: string;
        /** File on the machine; some controllers want the extension */
        fileName: string;
        /** Directory on the machine; default the root of the controller */
        dirAtCNC?: string | null | undefined;
        /** Directory below the configured root; used when dirAtCNC is absent */
        subDir?: string | null | undefined;
      }[] };
    answer: unknown;
  };
  /**
   * lockFileByRange — Lock/Unlock Machine Program Editing (2.6.10).
   * Changes something: it is never sent twice.
   * Fanuc and Mock only; ranges 8000-8999, 9000-9999, 8000-9999
   */
  "cnc/lockFileByRange": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** true locks, false unlocks */
      isLock: boolean;
      /** First program number of the range */
      lockStart: number | bigint;
      /** Last program number of the range */
      lockEnd: number | bigint;
    };
    answer: unknown;
  };
  /**
   * createDir — Create Machine Directory (2.6.11).
   * Changes something: it is never sent twice.
   */
  "cnc/createDir": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Directory name */
      dirName: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
    };
    answer: unknown;
  };
  /**
   * deleteDir — Delete Machine Directory (2.6.12).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   * Only empty directories
   */
  "cnc/deleteDir": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Directory name */
      dirName: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
    };
    answer: unknown;
  };
  /** backupFiles — Back Up Machine Files (2.6.13). */
  "cnc/backupFiles": {
    parameters: { [none: string]: never };
    body: { items: readonly {
        /** Machine identifier set on the gateway */
        machineID: string;
        /** File to take; all files of the directory when it is absent (the table marks it required, the text does not) */
        fileName?: string | null | undefined;
        /** Directory on the machine; default the root of the controller */
        dirAtCNC?: string | null | undefined;
        /** Directory below the configured root; used when dirAtCNC is absent */
        subDir?: string | null | undefined;
        /** Take sub-directories too, default true */
        includeSubDir?: boolean | null | undefined;
      }[] };
    answer: Buffer;
  };
  /**
   * selectProgram — Select Program (2.6.14).
   * Changes something: it is never sent twice.
   * Controller-dependent; Okuma needs mode
   */
  "cnc/selectProgram": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Channel number of the machine, default 0 (main) */
      channel?: number | bigint | undefined;
      /** File on the machine; some controllers want the extension */
      fileName: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
      /** Run mode, Okuma only */
      mode?: string | undefined;
    };
    answer: unknown;
  };
  /** readAllPrograms — Browse All Files (2.6.15). */
  "cnc/readAllPrograms": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
      /** First program number to list, some Fanuc models only, default 0 */
      startPrgNo?: number | bigint | undefined;
    };
    answer: { programs?: ({ fileName?: string | null; dirAtCNC?: string | null })[] };
  };
  /** searchFile — Search Machine Files (2.6.16). */
  "cnc/searchFile": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** File on the machine; some controllers want the extension */
      fileName: string;
      /** Directory on the machine; default the root of the controller */
      dirAtCNC?: string | undefined;
      /** Directory below the configured root; used when dirAtCNC is absent */
      subDir?: string | undefined;
      /** First program number to list, some Fanuc models only, default 0 */
      startPrgNo?: number | bigint | undefined;
    };
    answer: { dirAtCNC?: string | null; programs?: (string | null)[]; subDirs?: (string | null)[] };
  };
  /** oee — Machine OEE Data Analysis (2.7.1.1). */
  "analysis/oee": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix: number | bigint;
      /** Bucket length in seconds; one bucket when absent */
      interval?: number | bigint | undefined;
    };
    answer: ({ machineName?: string | null; startTime?: string | null; endTime?: string | null; availability?: number; offTime?: number | string | null; waitTime?: number | string | null; emergencyTime?: number | string | null; autoRunTime?: number | string | null; manualTime?: number | string | null })[];
  };
  /** alarm — Machine Alarm Data Analysis (2.7.1.2). */
  "analysis/alarm": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix: number | bigint;
    };
    answer: ({ machineName?: string | null; startTime?: string | null; endTime?: string | null; alarmMsg?: string | null; alarmLevel?: string | null })[];
  };
  /** count — Machine Count Data Analysis (2.7.1.3). */
  "analysis/count": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix: number | bigint;
      /** Bucket length in seconds; one bucket when absent */
      interval?: number | bigint | undefined;
      /** Split the count by main program, default false */
      enableCountPerProgram?: boolean | undefined;
    };
    answer: ({ machineName?: string | null; startTime?: string | null; endTime?: string | null; count?: number; mainPrgmName?: string | null })[];
  };
  /** overall — Machine Overall Data Analysis (2.7.1.4). */
  "analysis/overall": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix: number | bigint;
      /** Bucket length in seconds; one bucket when absent */
      interval?: number | bigint | undefined;
    };
    answer: unknown;
  };
  /** cycle — Machine Cycle Time Data Analysis (2.7.1.5). */
  "analysis/cycle": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix: number | bigint;
    };
    answer: ({ machineName?: string | null; startTime?: string | null; endTime?: string | null; lastCycleTime?: number | string | null; mainPrgmName?: string | null })[];
  };
  /** oee Machine Group OEE Data Analysis (2.7.2.1). */
  "group-analysis/oee": {
    parameters: {
      /** Machine group identifier, e.g. g1 */
      groupID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix?: number | bigint | undefined;
      /** Bucket length in seconds; one bucket when absent */
      interval?: number | bigint | undefined;
    };
    answer: ({ machineID?: string | null; machineName?: string | null; startTime?: string | null; endTime?: string | null; availability?: number; offTime?: number | string | null; waitTime?: number | string | null; emergencyTime?: number | string | null; autoRunTime?: number | string | null; manualTime?: number | string | null })[];
  };
  /** alarm Machine Group Alarm Data Analysis (2.7.2.2). */
  "group-analysis/alarm": {
    parameters: {
      /** Machine group identifier, e.g. g1 */
      groupID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix?: number | bigint | undefined;
    };
    answer: ({ machineID?: string | null; machineName?: string | null; startTime?: string | null; endTime?: string | null; alarmMsg?: string | null; alarmLevel?: string | null })[];
  };
  /** count Machine Group Count Data Analysis (2.7.2.3). */
  "group-analysis/count": {
    parameters: {
      /** Machine group identifier, e.g. g1 */
      groupID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix?: number | bigint | undefined;
      /** Bucket length in seconds; one bucket when absent */
      interval?: number | bigint | undefined;
      /** Split the count by main program, default false */
      enableCountPerProgram?: boolean | undefined;
    };
    answer: ({ machineID?: string | null; machineName?: string | null; startTime?: string | null; endTime?: string | null; count?: number; mainPrgmName?: string | null })[];
  };
  /** overall Machine Group Overall Data Analysis (2.7.2.4). */
  "group-analysis/overall": {
    parameters: {
      /** Machine group identifier, e.g. g1 */
      groupID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix?: number | bigint | undefined;
      /** Bucket length in seconds; one bucket when absent */
      interval?: number | bigint | undefined;
    };
    answer: ({ machineID?: string | null; machineName?: string | null; startTime?: string | null; endTime?: string | null; count?: number; availability?: number; offTime?: number | string | null; waitTime?: number | string | null; emergencyTime?: number | string | null; autoRunTime?: number | string | null; manualTime?: number | string | null })[];
  };
  /** cycle Machine Group Cycle Time Data Analysis (2.7.2.5). */
  "group-analysis/cycle": {
    parameters: {
      /** Machine group identifier, e.g. g1 */
      groupID: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix?: number | bigint | undefined;
    };
    answer: ({ machineID?: string | null; machineName?: string | null; startTime?: string | null; endTime?: string | null; lastCycleTime?: number | string | null; mainPrgmName?: string | null })[];
  };
  /** machine — Machine History Data (2.8.1). */
  "db/machine": {
    parameters: {
      /** Machine identifier set on the gateway */
      machineID: string;
      /** Data class name */
      type: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix: number | bigint;
      /** Gateway the data came from, for cascaded gateways */
      uid?: string | undefined;
      /** Most records wanted */
      limit?: number | bigint | undefined;
    };
    answer: unknown;
  };
  /** group-machine — History Data for All Machines in a Group (2.8.2). */
  "db/group-machine": {
    parameters: {
      /** Machine group identifier, e.g. g1 */
      groupID: string;
      /** Data class name */
      type: string;
      /** Start, epoch seconds */
      startUnix: number | bigint;
      /** End, epoch seconds */
      endUnix: number | bigint;
      /** Most records wanted */
      limit?: number | bigint | undefined;
    };
    answer: unknown;
  };
  /**
   * query — Query History Data (2.8.3).
   * Everything in the JSON body; query string ignored; groupID not supported
   */
  "db/query": {
    parameters: {
      /** Data class name */
      type: string;
      /** Start, epoch seconds */
      startUnix?: number | bigint | null | undefined;
      /** End, epoch seconds */
      endUnix?: number | bigint | null | undefined;
      /** Conditions */
      filters?: readonly ({
        /** Field to compare */
        key: string;
        /** equal (default), greaterEqual, greater, less, lessEqual, in, null, notNull */
        operator?: string | null | undefined;
        /** Value or list of values; a placeholder is needed even for null/notNull */
        value: unknown;
      })[] | null | undefined;
      /** Sort order */
      orderBy?: {
        /** Only time is supported */
        field: string;
        /** true for newest first */
        isDesc: boolean;
      } | null | undefined;
      /** Most records wanted */
      limit?: number | bigint | null | undefined;
    };
    answer: unknown;
  };
  /** gateway-info Get Gateway Information (2.9.1.1). */
  "config/gateway-info": {
    parameters: { [none: string]: never };
    answer: { hid?: string | null; uid?: string | null; alias?: string | null };
  };
  /** settings Get Gateway Global Settings (2.9.1.2). */
  "config/settings": {
    parameters: { [none: string]: never };
    answer: { version?: string | null; enableLocalCaching?: boolean; enableRemoteService?: boolean; enableLan2Setup?: boolean; timeServerAddress?: string | null };
  };
  /**
   * update-settings Update Gateway Global Settings (2.9.1.3).
   * Changes something: it is never sent twice.
   */
  "config/update-settings": {
    parameters: {
      enableLocalCaching?: boolean | null | undefined;
      enableRemoteService?: boolean | null | undefined;
      enableLan2Setup?: boolean | null | undefined;
      timeServerAddress?: string | null | undefined;
    };
    answer: { version?: string | null; enableLocalCaching?: boolean; enableRemoteService?: boolean; enableLan2Setup?: boolean; timeServerAddress?: string | null };
  };
  /** security Get Gateway Global Security Settings (2.9.1.4). */
  "config/security": {
    parameters: { [none: string]: never };
    answer: { enable?: boolean; protectedApi?: string | null };
  };
  /**
   * update-security Update Global Security Settings (2.9.1.5).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "config/update-security": {
    parameters: {
      enable: boolean;
      protectedApi?: string | null | undefined;
    };
    answer: { enable?: boolean; protectedApi?: string | null };
  };
  /** backup Back Up Gateway Configuration (2.9.1.6). */
  "config/backup": {
    parameters: { [none: string]: never };
    answer: { base64?: string | null };
  };
  /**
   * restore Restore Gateway Configuration (2.9.1.7).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "config/restore": {
    parameters: {
      /** Base64 of the bytes */
      base64: string;
    };
    answer: unknown;
  };
  /**
   * reset Reset Gateway Configuration (2.9.1.8).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   * Wipes the whole configuration
   */
  "config/reset": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /** cloud-settings Get Cloud Platform Settings (2.9.6.1). */
  "config/cloud-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-cloud-settings Update Cloud Platform Settings (2.9.6.2).
   * Changes something: it is never sent twice.
   */
  "config/update-cloud-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** modbus-settings Get MODBUS Settings (2.9.6.3). */
  "config/modbus-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-modbus-settings Update MODBUS Settings (2.9.6.4).
   * Changes something: it is never sent twice.
   */
  "config/update-modbus-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** mqtt-settings Get MQTT Settings (2.9.6.5). */
  "config/mqtt-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-mqtt-settings Update MQTT Settings (2.9.6.6).
   * Changes something: it is never sent twice.
   */
  "config/update-mqtt-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** database-settings Get Database Settings (2.9.6.7). */
  "config/database-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-database-settings Update Database Settings (2.9.6.8).
   * Changes something: it is never sent twice.
   */
  "config/update-database-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** gateway-file-server-settings Get Gateway File Server Settings (2.9.6.9). */
  "config/gateway-file-server-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-gateway-file-server-settings Update Gateway File Server Settings (2.9.6.10).
   * Changes something: it is never sent twice.
   */
  "config/update-gateway-file-server-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** http-settings Get HTTP Settings (2.9.6.11). */
  "config/http-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-http-settings Update HTTP Settings (2.9.6.12).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "config/update-http-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** hub-settings Get Hub Settings (2.9.6.13). */
  "config/hub-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-hub-settings Update Hub Settings (2.9.6.14).
   * Changes something: it is never sent twice.
   */
  "config/update-hub-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** remote-access Get Remote Access Settings (2.9.6.15). */
  "config/remote-access": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-remote-access Update Remote Access Settings (2.9.6.16).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "config/update-remote-access": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** machine Get Machine Configuration (2.9.3.1). */
  "config/machine": {
    parameters: {
      /** Database id */
      id?: number | bigint | undefined;
      /** Machine identifier set on the gateway */
      machineID?: string | undefined;
    };
    answer: unknown;
  };
  /** machines Get All Machine Configurations (2.9.3.2). */
  "config/machines": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * create-machine Add Machine Configuration (2.9.3.3).
   * Changes something: it is never sent twice.
   */
  "config/create-machine": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * update-machine Modify Machine Configuration (2.9.3.4).
   * Changes something: it is never sent twice.
   */
  "config/update-machine": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * delete-machine Delete Machine Configuration (2.9.3.5).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "config/delete-machine": {
    parameters: {
      /** Database id */
      id?: number | bigint | undefined;
      /** Machine identifier set on the gateway */
      machineID?: string | undefined;
    };
    answer: unknown;
  };
  /**
   * batch-delete-machines Batch Delete Machine Configurations (2.9.3.6).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "config/batch-delete-machines": {
    parameters: {
      /** Database ids */
      ids: readonly (number | bigint)[];
    };
    answer: { deleted?: number };
  };
  /**
   * duplicate-machine Duplicate Machine Configuration (2.9.3.7).
   * Changes something: it is never sent twice.
   */
  "config/duplicate-machine": {
    parameters: {
      /** Database id */
      id?: number | bigint | undefined;
      /** Machine identifier set on the gateway */
      machineID?: string | undefined;
      startIP: string;
      count: number | bigint;
    };
    answer: unknown;
  };
  /**
   * delete-machines Batch Delete Machine Configurations by IP (2.9.3.8).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "config/delete-machines": {
    parameters: {
      startIP: string;
      count: number | bigint;
    };
    answer: unknown;
  };
  /** machine-task-interval-settings Get Machine Task Interval Settings (2.9.5.1). */
  "config/machine-task-interval-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-machine-task-interval-settings Modify Machine Task Interval Settings (2.9.5.2).
   * Changes something: it is never sent twice.
   */
  "config/update-machine-task-interval-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** group-task-interval-settings Get Group Task Interval Settings (2.9.5.3). */
  "config/group-task-interval-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-group-task-interval-settings Modify Group Task Interval Settings (2.9.5.4).
   * Changes something: it is never sent twice.
   */
  "config/update-group-task-interval-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** oee-monitoring-settings Get OEE Monitoring Settings (2.9.5.5). */
  "config/oee-monitoring-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-oee-monitoring-settings Modify OEE Monitoring Settings (2.9.5.6).
   * Changes something: it is never sent twice.
   */
  "config/update-oee-monitoring-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** tool-life-monitoring-settings Get Tool Life Monitoring Settings (2.9.5.7). */
  "config/tool-life-monitoring-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-tool-life-monitoring-settings Modify Tool Life Monitoring Settings (2.9.5.8).
   * Changes something: it is never sent twice.
   */
  "config/update-tool-life-monitoring-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** count-monitoring-settings Get Machining Count Monitoring Settings (2.9.5.9). */
  "config/count-monitoring-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-count-monitoring-settings Modify Machining Count Monitoring Settings (2.9.5.10).
   * Changes something: it is never sent twice.
   */
  "config/update-count-monitoring-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** overload-monitoring-settings Get Overload Monitoring Settings (2.9.5.11). */
  "config/overload-monitoring-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-overload-monitoring-settings Modify Overload Monitoring Settings (2.9.5.12).
   * Changes something: it is never sent twice.
   */
  "config/update-overload-monitoring-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** alarm-monitoring-settings Get Alarm Monitoring Settings (2.9.5.13). */
  "config/alarm-monitoring-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-alarm-monitoring-settings Modify Alarm Monitoring Settings (2.9.5.14).
   * Changes something: it is never sent twice.
   */
  "config/update-alarm-monitoring-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** machine-status-monitoring-settings Get Machine Status Monitoring Settings (2.9.5.15). */
  "config/machine-status-monitoring-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-machine-status-monitoring-settings Modify Machine Status Monitoring Settings (2.9.5.16).
   * Changes something: it is never sent twice.
   */
  "config/update-machine-status-monitoring-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /** task-manager-settings Get Task Manager Settings (2.9.5.17). */
  "config/task-manager-settings": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * update-task-manager-settings Modify Task Manager Settings (2.9.5.18).
   * Changes something: it is never sent twice.
   */
  "config/update-task-manager-settings": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * upload-alarm-mapping-file Upload Alarm Mapping File (2.9.5.19).
   * Changes something: it is never sent twice.
   */
  "config/upload-alarm-mapping-file": {
    parameters: {
      /** File on the machine; some controllers want the extension */
      fileName: string;
    };
    body: { content: string | Buffer | import('node:stream').Readable };
    answer: unknown;
  };
  /** download-alarm-mapping-file Download Alarm Mapping File (2.9.5.20). */
  "config/download-alarm-mapping-file": {
    parameters: {
      /** File on the machine; some controllers want the extension */
      fileName: string;
    };
    answer: Buffer;
  };
  /**
   * delete-alarm-mapping-file Delete Alarm Mapping File (2.9.5.21).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "config/delete-alarm-mapping-file": {
    parameters: {
      /** File on the machine; some controllers want the extension */
      fileName: string;
    };
    answer: unknown;
  };
  /** group Get group configuration (2.9.4.1). */
  "config/group": {
    parameters: {
      /** Database id */
      id?: number | bigint | undefined;
      /** Machine group identifier, e.g. g1 */
      groupID?: string | undefined;
    };
    answer: unknown;
  };
  /** groups Get all group configurations (2.9.4.2). */
  "config/groups": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * create-group Add group configuration (2.9.4.3).
   * Changes something: it is never sent twice.
   */
  "config/create-group": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * update-group Modify group configuration (2.9.4.4).
   * Changes something: it is never sent twice.
   */
  "config/update-group": {
    parameters: {
      [unlisted: string]: unknown;
    };
    answer: unknown;
  };
  /**
   * delete-group Delete group configuration (2.9.4.5).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "config/delete-group": {
    parameters: {
      /** Database id */
      ID?: number | bigint | undefined;
      /** Machine group identifier, e.g. g1 */
      groupID?: string | undefined;
    };
    answer: unknown;
  };
  /**
   * batch-delete-groups Batch delete group configurations (2.9.4.6).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "config/batch-delete-groups": {
    parameters: {
      /** Database ids */
      ids: readonly (number | bigint)[];
    };
    answer: { deleted?: number };
  };
  /** user — Get user settings (2.9.2.1). */
  "config/user": {
    parameters: {
      /** Database id */
      id: number | bigint;
    };
    answer: { id?: number; username?: string | null; isAdmin?: boolean; roles?: (string | null)[] };
  };
  /** users — Get all user settings (2.9.2.2). */
  "config/users": {
    parameters: { [none: string]: never };
    answer: ({ id?: number; username?: string | null; isAdmin?: boolean; roles?: (string | null)[] })[];
  };
  /**
   * create-user — Create a new user (2.9.2.3).
   * Changes something: it is never sent twice.
   */
  "config/create-user": {
    parameters: {
      /** User name */
      username: string;
      isAdmin?: boolean | null | undefined;
      roles?: readonly (string)[] | null | undefined;
      /** Password */
      password?: string | null | undefined;
    };
    answer: { id?: number; username?: string | null; isAdmin?: boolean; roles?: (string | null)[] };
  };
  /**
   * update-user — Update user settings (2.9.2.4).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "config/update-user": {
    parameters: {
      /** Database id */
      id: number | bigint;
      /** User name */
      username?: string | null | undefined;
      isAdmin?: boolean | null | undefined;
      roles?: readonly (string)[] | null | undefined;
    };
    answer: { id?: number; username?: string | null; isAdmin?: boolean; roles?: (string | null)[] };
  };
  /**
   * delete-user — Delete a user (2.9.2.5).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "config/delete-user": {
    parameters: {
      /** Database id */
      id: number | bigint;
    };
    answer: unknown;
  };
  /** user-security — Get user security settings (2.9.2.6). */
  "config/user-security": {
    parameters: {
      /** Database id */
      id: number | bigint;
    };
    answer: { id?: number; secretKey?: string | null; authorizedApis?: string | null };
  };
  /**
   * update-user-security — Update user security settings (2.9.2.7).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "config/update-user-security": {
    parameters: {
      /** Database id */
      id: number | bigint;
      secretKey?: string | null | undefined;
      authorizedApis?: string | null | undefined;
    };
    answer: { id?: number; secretKey?: string | null; authorizedApis?: string | null };
  };
  /** alias - Get gateway name (2.10.2.1). */
  "gateway/alias": {
    parameters: { [none: string]: never };
    answer: { alias?: string | null };
  };
  /**
   * update-alias - Update gateway name (2.10.2.2).
   * Changes something: it is never sent twice.
   */
  "gateway/update-alias": {
    parameters: {
      alias: string;
    };
    answer: unknown;
  };
  /**
   * reboot - Reboot gateway hardware (2.10.2.3).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/reboot": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * restart - Restart all services (2.10.2.4).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/restart": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * restart-service - Restart the Core service (2.10.2.5).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/restart-service": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * shut-down - Shut down the gateway (2.10.2.6).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/shut-down": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /** internet-connection - Get gateway network status (2.10.2.7). */
  "gateway/internet-connection": {
    parameters: { [none: string]: never };
    answer: { isOnline?: boolean };
  };
  /** hardware-resources - Get gateway hardware resources (2.10.2.8). */
  "gateway/hardware-resources": {
    parameters: { [none: string]: never };
    answer: { cpuUsage?: number; physicalMemoryUsage?: number; pagingMemoryUsage?: number; virtualMemoryUsage?: number; diskTotalBytes?: number | string | null; diskUsedBytes?: number | string | null; diskUsage?: number };
  };
  /** time - Get the gateway's current time (2.10.2.9). */
  "gateway/time": {
    parameters: { [none: string]: never };
    answer: { localTime?: string | null };
  };
  /**
   * sync-time - Synchronize gateway time (2.10.2.10).
   * Changes something: it is never sent twice.
   */
  "gateway/sync-time": {
    parameters: {
      timeServerAddress: string;
    };
    answer: unknown;
  };
  /** time-zone - Get gateway time zone (2.10.2.11). */
  "gateway/time-zone": {
    parameters: { [none: string]: never };
    answer: { timeZoneID?: string | null };
  };
  /** time-zones - Get time zone options (2.10.2.12). */
  "gateway/time-zones": {
    parameters: { [none: string]: never };
    answer: { timeZoneIDs?: (string | null)[] };
  };
  /**
   * update-time-zone - Update gateway time zone (2.10.2.13).
   * Changes something: it is never sent twice.
   */
  "gateway/update-time-zone": {
    parameters: {
      timeZoneID: string;
    };
    answer: unknown;
  };
  /** network-adapters - Get gateway network adapter list (2.10.2.14). */
  "gateway/network-adapters": {
    parameters: { [none: string]: never };
    answer: { names?: (string | null)[] };
  };
  /** lan - Get wired network settings (2.10.2.15). */
  "gateway/lan": {
    parameters: {
      name: string;
    };
    answer: { name?: string | null; macAddress?: string | null; state?: string | null; isDHCPEnabled?: boolean; ipAddress?: string | null; subMask?: string | null; defaultGateway?: string | null; isDNSServerDHCPEnabled?: boolean; dnsServer1?: string | null; dnsServer2?: string | null };
  };
  /**
   * update-lan - Update gateway wired network settings (2.10.2.16).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/update-lan": {
    parameters: {
      name: string;
      isDHCPEnabled?: boolean | null | undefined;
      ipAddress?: string | null | undefined;
      subMask?: string | null | undefined;
      defaultGateway?: string | null | undefined;
      isDNSServerDHCPEnabled?: boolean | null | undefined;
      dnsServer1?: string | null | undefined;
      dnsServer2?: string | null | undefined;
    };
    answer: { name?: string | null; macAddress?: string | null; state?: string | null; isDHCPEnabled?: boolean; ipAddress?: string | null; subMask?: string | null; defaultGateway?: string | null; isDNSServerDHCPEnabled?: boolean; dnsServer1?: string | null; dnsServer2?: string | null };
  };
  /** wifi - Get wireless network settings (2.10.2.17). */
  "gateway/wifi": {
    parameters: { [none: string]: never };
    answer: { wifiName?: string | null; signalStrength?: number; macAddress?: string | null; state?: string | null; isDHCPEnabled?: boolean; ipAddress?: string | null; subMask?: string | null; defaultGateway?: string | null; isDNSServerDHCPEnabled?: boolean; dnsServer1?: string | null; dnsServer2?: string | null };
  };
  /**
   * update-wifi - Update wireless network settings (2.10.2.18).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/update-wifi": {
    parameters: {
      isDHCPEnabled?: boolean | null | undefined;
      ipAddress?: string | null | undefined;
      subMask?: string | null | undefined;
      defaultGateway?: string | null | undefined;
      isDNSServerDHCPEnabled?: boolean | null | undefined;
      dnsServer1?: string | null | undefined;
      dnsServer2?: string | null | undefined;
    };
    answer: { wifiName?: string | null; signalStrength?: number; macAddress?: string | null; state?: string | null; isDHCPEnabled?: boolean; ipAddress?: string | null; subMask?: string | null; defaultGateway?: string | null; isDNSServerDHCPEnabled?: boolean; dnsServer1?: string | null; dnsServer2?: string | null };
  };
  /** search-wifi - Search for wireless networks (2.10.2.19). */
  "gateway/search-wifi": {
    parameters: { [none: string]: never };
    answer: ({ wifiName?: string | null; signalStrength?: number; state?: string | null })[];
  };
  /**
   * connect-wifi - Connect to a wireless network (2.10.2.20).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/connect-wifi": {
    parameters: {
      wifiName: string;
      wifiPassword?: string | undefined;
    };
    answer: unknown;
  };
  /**
   * disconnect-wifi - Disconnect from wireless network (2.10.2.21).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/disconnect-wifi": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /** static-routing - Get static routing settings (2.10.2.22). */
  "gateway/static-routing": {
    parameters: { [none: string]: never };
    answer: { staticRouting?: string | null };
  };
  /**
   * update-static-routing - Update static routing settings (2.10.2.23).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/update-static-routing": {
    parameters: {
      staticRouting: string;
    };
    answer: { staticRouting?: string | null };
  };
  /**
   * connect-remote-host - Connect to remote server (2.10.2.24).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/connect-remote-host": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /**
   * disconnect-remote-host - Disconnect from remote server (2.10.2.25).
   * Changes something: it is never sent twice.
   * May leave the platform out of reach.
   */
  "gateway/disconnect-remote-host": {
    parameters: { [none: string]: never };
    answer: unknown;
  };
  /** file-server-items - Get gateway file server item list (2.10.2.26). */
  "gateway/file-server-items": {
    parameters: { [none: string]: never };
    answer: { totalSpace?: string | null; usedSpace?: string | null; files?: ({ subDirs?: (unknown)[] })[]; subDirs?: ({ name?: string | null; size?: string | null; machineName?: string | null; machineID?: string | null; ip?: string | null; status?: string | null })[] };
  };
  /**
   * delete-file-server-item - Delete a gateway file server item (2.10.2.27).
   * Changes something: it is never sent twice.
   * Wipes what is stored.
   */
  "gateway/delete-file-server-item": {
    parameters: {
      /** File on the machine; some controllers want the extension */
      fileName?: string | undefined;
      /** Directory name */
      dirName?: string | undefined;
    };
    answer: unknown;
  };
  /**
   * ping - Test network reachability (2.10.2.28).
   * Changes something: it is never sent twice.
   */
  "gateway/ping": {
    parameters: {
      host: string;
      count?: number | bigint | undefined;
    };
    answer: { isReachable?: boolean; repliesMs?: (number | string | null)[] };
  };
  /**
   * telnet - Test port connectivity (2.10.2.29).
   * Changes something: it is never sent twice.
   */
  "gateway/telnet": {
    parameters: {
      host: string;
      port: number | bigint;
    };
    answer: { isConnected?: boolean };
  };
  /**
   * traceroute - Trace network route (2.10.2.30).
   * Changes something: it is never sent twice.
   */
  "gateway/traceroute": {
    parameters: {
      host: string;
      maxHops?: number | bigint | undefined;
    };
    answer: { reachedTarget?: boolean; hops?: ({ hop?: number; address?: string | null; rttMs?: number | string | null })[] };
  };
  /**
   * scan-ports - Scan ports (2.10.2.31).
   * Changes something: it is never sent twice.
   */
  "gateway/scan-ports": {
    parameters: {
      host: string;
      startPort?: number | bigint | null | undefined;
      endPort?: number | bigint | null | undefined;
      ports?: readonly (number | bigint)[] | null | undefined;
    };
    answer: { ports?: ({ port?: number; isOpen?: boolean })[] };
  };
  /**
   * lookup-dns - Resolve a host name (2.10.2.32).
   * Changes something: it is never sent twice.
   */
  "gateway/lookup-dns": {
    parameters: {
      host: string;
    };
    answer: { addresses?: (string | null)[] };
  };
}
