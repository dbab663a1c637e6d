/**
 * Takes the lock ARGV[1] for the holder ARGV[2] and ARGV[3] ms, or keeps it that long. Answers 0 when it is his, else
 * the ms until the lock falls open.
 */
export const LOCK = `
local lock = key('lock', ARGV[1])
local holder = redis.call('GET', lock)
if holder and holder ~= ARGV[2] then return math.max(1, redis.call('PTTL', lock)) end
redis.call('SET', lock, ARGV[2], 'PX', ARGV[3])
return 0
`;

/** Prolongs the lock ARGV[1] of the holder ARGV[2] by ARGV[3] ms; 0 when it is not his any more. */
export const KEEP_LOCK = `
if redis.call('GET', key('lock', ARGV[1])) ~= ARGV[2] then return 0 end
return redis.call('PEXPIRE', key('lock', ARGV[1]), ARGV[3])
`;

export const UNLOCK = `
if redis.call('GET', key('lock', ARGV[1])) ~= ARGV[2] then return 0 end
return redis.call('DEL', key('lock', ARGV[1]))
`;

/** The entry ARGV[1] and the ms that are left of its life. */
export const READ = `
local entry = key('token', ARGV[1])
return {redis.call('GET', entry), redis.call('PTTL', entry)}
`;

/** Writes the entry ARGV[1] = ARGV[2] for ARGV[3] ms, if the lock is still that of the holder ARGV[4]. */
export const WRITE = `
if redis.call('GET', key('lock', ARGV[1])) ~= ARGV[4] then return 0 end
redis.call('SET', key('token', ARGV[1]), ARGV[2], 'PX', ARGV[3])
return 1
`;

/** Writes the entry ARGV[1] = ARGV[2] for ARGV[3] ms, whatever was there. */
export const NOTE = `
redis.call('SET', key('token', ARGV[1]), ARGV[2], 'PX', ARGV[3])
return 1
`;

/** Writes the entry ARGV[1] = ARGV[2] for ARGV[3] ms, if there is none. */
export const FILL = `
return redis.call('SET', key('token', ARGV[1]), ARGV[2], 'PX', ARGV[3], 'NX') and 1 or 0
`;

/** Removes the entry ARGV[1] if it is still ARGV[2]. */
export const REMOVE = `
if redis.call('GET', key('token', ARGV[1])) ~= ARGV[2] then return 0 end
return redis.call('DEL', key('token', ARGV[1]))
`;
