/** What a group that nobody runs any more is forgotten after, in ms. */
const GROUP_LIFE_MS = 24 * 3_600_000;

/** Bytes of a consumer's id, digest and number at most; a longer line is none that a consumer has written. */
const LONGEST_LINE = 400;

/**
 * Scripts about a group: the processes that run one node. ARGV[2] is the group; ARGV[3] the consumer, which is a process
 * from when it began to run the node until it stops. Each answers -1 to a process that is no member (any more): whatever
 * it believed to hold it must claim again, or has lost.
 *
 * A machine belongs to the consumer that is written down as its owner, as long as that is one of the group.
 */
const GROUP = `
local group, consumer = ARGV[2], ARGV[3]
if not isMember(consumer) then return -1 end
local owners, lists = key('owners', group), key('lists', group)
`;

/**
 * The consumer has the list of machines ARGV[4] (a digest), and holds ARGV[5] of them. Answers `{id, digest, number of
 * machines, …}` of all consumers.
 */
export const SYNC = `${GROUP}
local digest, count = string.match(redis.call('HGET', lists, consumer) or '', '^(%S+) (%d+)$')
redis.call('HSET', lists, consumer, ARGV[4] .. ' ' .. ARGV[5])
-- Who has more than before leaves nothing to the others.
if digest ~= ARGV[4] or tonumber(count) > tonumber(ARGV[5]) then notify(group) end
local answer = {}
local all = redis.call('HGETALL', lists)
for i = 1, #all, 2 do
  if #all[i] + #all[i + 1] <= ${LONGEST_LINE} and isMember(all[i]) then
    answer[#answer + 1] = all[i]
    for part in string.gmatch(all[i + 1], '%S+') do answer[#answer + 1] = part end
  else
    redis.call('HDEL', lists, all[i])
  end
end
redis.call('PEXPIRE', owners, ${GROUP_LIFE_MS})
redis.call('PEXPIRE', lists, ${GROUP_LIFE_MS})
return answer
`;

/**
 * Takes up to ARGV[5] of the machines from ARGV[6] on that no other consumer has; while the server is not trusted only
 * when ARGV[4] is 1: the consumer holds them already. Answers the epoch of the lease, which is greater than any before,
 * and the machines; or, as a number below 0, the ms to wait.
 */
export const CLAIM = `
local trusted = trustedFrom()
${GROUP}
if ARGV[4] ~= '1' and now < trusted then return {now - trusted} end
local epoch = math.max(now, tonumber(redis.call('GET', key('epoch')) or 0) + 1)
redis.call('SET', key('epoch'), epoch)
local answer, others = {epoch}, {}
for i = 6, #ARGV do
  if #answer > tonumber(ARGV[5]) then break end
  local owner = redis.call('HGET', owners, ARGV[i])
  if owner and others[owner] == nil then
    others[owner] = owner ~= consumer and isMember(owner) and redis.call('HEXISTS', lists, owner) == 1
  end
  if not owner or not others[owner] then
    redis.call('HSET', owners, ARGV[i], consumer)
    answer[#answer + 1] = ARGV[i]
  end
end
return answer
`;

/** Gives the machines from ARGV[4] on back. */
export const RELEASE = `${GROUP}
for i = 4, #ARGV do
  if redis.call('HGET', owners, ARGV[i]) == consumer then redis.call('HDEL', owners, ARGV[i]) end
end
return 1
`;

/** The consumer is none any more. */
export const LEAVE = `${GROUP}
redis.call('HDEL', lists, consumer)
notify(group)
return 1
`;
