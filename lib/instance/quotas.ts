import { AppError } from "../errors";
import type { CountQuota } from "../realtime/protocol";
import { maxPerServer } from "./fields";
import { instanceSettings } from "./settings";

function limitOf(quota: CountQuota): number {
	const settings = instanceSettings();
	switch (quota) {
		case "servers":
			return settings.maxServersPerUser ?? Number.POSITIVE_INFINITY;
		case "channels":
			return settings.maxChannelsPerServer ?? maxPerServer.channels;
		case "roles":
			return settings.maxRolesPerServer ?? maxPerServer.roles;
		case "emoji":
			return settings.maxEmojiPerServer ?? maxPerServer.emoji;
	}
}

/**
 * Throws `quota_reached` if there is no room for another one. The caller has counted them under a lock that every addition
 * takes.
 */
export function requireQuota(quota: CountQuota, count: number): void {
	const limit = limitOf(quota);
	if (count < limit) return;
	const sentence =
		quota === "servers" ? `You can own at most ${limit} servers here.` : `A server has at most ${limit} ${quota} here.`;
	throw new AppError("quota_reached", sentence, { quota, limit });
}

/** How many more members a server may have; below 0 if the limit was lowered. */
export const placesLeft = (members: number): number =>
	(instanceSettings().maxMembersPerServer ?? Number.POSITIVE_INFINITY) - members;

export const serverFull = () => new AppError("server_full", "This server has as many members as it may have here.");
