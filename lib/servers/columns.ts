import { sql } from "drizzle-orm";
import { isoTime } from "@/db/iso-time";
import { categories, channelGroups, channels, memberships, overrides, servers } from "@/db/schema";
import { toNames } from "../auth/permissions";
import { withheld } from "../auth/read-only";
import { moderationCounts } from "../cases/open-count";
import { groupBits } from "../groups/group-bits";
import { joinsNeedApproval, raidModeColumn } from "../raid-mode/columns";
import type { ChannelGroup } from "../realtime/protocol";
import { freezeColumn } from "./restrictions";

/** The columns of a server and its category that do not depend on the viewer. */
export const serverColumns = {
	id: servers.id,
	name: servers.name,
	description: servers.description,
	category: { id: categories.id, slug: categories.slug, name: categories.name },
	visibility: servers.visibility,
	iconUrl: servers.iconUrl,
	bannerUrl: servers.bannerUrl,
	memberCount: servers.memberCount,
	ownerId: servers.ownerId,
	createdAt: isoTime(servers.createdAt),
	slug: servers.slug,
	/** A channel that has become private since is none: outsiders see this too. */
	welcomeChannelId: sql<number | null>`(
		select c.id from ${channels} c where c.id = servers.welcome_channel_id and not c.private)`.mapWith(Number),
	rulesVersion: servers.rulesVersion,
	needsApproval: sql<boolean>`(coalesce((${servers.joinRequirements} -> 'approval')::boolean, false) or ${joinsNeedApproval})`,
};

/** A server as a viewer sees it, joined with their own membership. */
export const columnsForViewer = { ...serverColumns, isMember: sql<boolean>`${memberships.userId} is not null` };

/**
 * The member's permissions in the groups where they are not those in the server. Without overrides of the group they
 * are, except for a member who may view nothing there.
 */
export const ownGroupBits = sql`(
	select coalesce(json_agg(json_build_object('id', x.id, 'bits', x.bits) order by x.id), '[]')
	from (
		select g.id, ${groupBits(sql`g.id`)} as bits from ${channelGroups} g
		where g.server_id = servers.id and (
			server_bits(servers, memberships) & 1 = 0 or exists (select from ${overrides} o where o.group_id = g.id))
	) x where x.bits <> server_bits(servers, memberships))`;

/** Further columns for a member, joined with their membership. */
export const ownMembershipColumns = {
	level: memberships.level,
	mutedUntil: memberships.mutedUntil,
	permissions: sql`server_bits(servers, memberships)`.mapWith(toNames),
	roleIds: memberships.roleIds,
	rulesAccepted: sql<boolean>`(${memberships.acceptedAt} is not null or ${memberships.userId} = ${servers.ownerId})`,
	requiresSecondFactor: servers.requiresFactor,
	withheldPermissions: sql`${withheld}`.mapWith(toNames),
	raidMode: raidModeColumn,
	freeze: freezeColumn,
	layoutRev: servers.layoutRev,
	waiting: moderationCounts,
	groups: sql<ChannelGroup[]>`(
		select coalesce(
			json_agg(json_build_object('id', g.id, 'name', g.name, 'position', g.position) order by g.position, g.id), '[]')
		from ${channelGroups} g where g.server_id = servers.id)`,
	groupPermissions: sql`${ownGroupBits}`.mapWith((groups: { id: number; bits: number }[]) =>
		groups.map(({ id, bits }) => ({ id, permissions: toNames(bits) })),
	),
};

/**
 * Whether Explore lists it. Written out instead of given as a parameter, so that every plan can use the index of public
 * servers.
 */
export const isListed = sql`${servers.visibility} = 'public' and ${servers.delistedAt} is null`;
