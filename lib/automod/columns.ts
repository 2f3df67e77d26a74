import { sql } from "drizzle-orm";
import { isoTimeText } from "@/db/iso-time";
import { automodRules, channels, roles } from "@/db/schema";
import type { AutomodRule } from "../realtime/protocol";
import type { StoredRule } from "./rule-set";

const { id, serverId, name, kind, settings, message, exemptRoleIds, exemptChannelIds, actions } = automodRules;

/** Over `automod_rules`: a rule to compile. Ids of what was deleted do no harm. */
export const storedRule = {
	enabled: automodRules.enabled,
	rule: sql<StoredRule>`json_build_object('id', ${id}, 'name', ${name}, 'kind', ${kind}, 'settings', ${settings},
		'message', ${message}, 'exempt', json_build_object('roleIds', ${exemptRoleIds}, 'channelIds', ${exemptChannelIds}),
		'actions', ${actions}, 'updatedAt', ${isoTimeText(automodRules.updatedAt)})`,
};

/** Over `automod_rules`: a rule as members read it, without the roles and channels that were deleted. */
export const ruleColumn = sql<AutomodRule>`json_build_object('id', ${id}, 'name', ${name}, 'enabled', ${automodRules.enabled},
	'kind', ${kind}, 'settings', ${settings}, 'message', ${message},
	'exempt', json_build_object(
		'roleIds', (select coalesce(json_agg(r.id order by r.id), '[]') from ${roles} r
			where r.server_id = ${serverId} and r.id = any (${exemptRoleIds})),
		'channelIds', (select coalesce(json_agg(c.id order by c.id), '[]') from ${channels} c
			where c.server_id = ${serverId} and c.id = any (${exemptChannelIds}))),
	'actions', ${actions}, 'createdAt', ${isoTimeText(automodRules.createdAt)}, 'updatedAt', ${isoTimeText(automodRules.updatedAt)})`;
