import { db } from "@/db";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { unavailable } from "../errors";
import { holdChannels } from "../messages/hold-channels";
import { transaction } from "../transaction";
import { impose } from "./impose";
import type { Wanted } from "./input";
import { publish } from "./publish";
import { publishChanged } from "./publish-changed";
import { allChannels, ChannelsMissed, findChannels, keptChannels, type Removal } from "./removal";
import type { Subject } from "./subject";
import { type FoundAction, undo } from "./undo";

/** After so many tries, all channels of the server are locked. */
const triesWithKnown = 3;
const maxTries = 6;

/**
 * Acts with a removal of messages, and returns the action's id. The channels are locked before the memberships, as
 * appends do, so they are looked for first; if the subject writes in another one meanwhile, it begins again with that.
 */
export async function actWithRemoval(
	viewer: Viewer,
	{ id: serverId }: LoadedServer,
	subject: Subject,
	wanted: Wanted,
	removal: Removal,
): Promise<number> {
	let channelIds = await findChannels(db, serverId, subject, removal);
	for (let attempt = 1; attempt <= maxTries; attempt++) {
		if (attempt > triesWithKnown) channelIds = await allChannels(serverId);
		const held = { ...removal, channelIds };
		try {
			return await holdChannels(channelIds, async () => {
				const { id, events, changed } = await transaction((tx) => impose(tx, viewer, serverId, subject, wanted, held));
				await publish(events);
				if (changed) await publishChanged(changed);
				return id;
			});
		} catch (error) {
			if (!(error instanceof ChannelsMissed)) throw error;
			channelIds = [...channelIds, ...error.channelIds];
		}
	}
	throw unavailable();
}

/** Undoes an action, with the channels of its messages held and locked. */
export async function undoHeld(
	viewer: Viewer,
	{ id: serverId }: LoadedServer,
	found: Omit<FoundAction, "channelIds">,
): Promise<void> {
	const channelIds = await keptChannels(db, found.id);
	await holdChannels(channelIds, async () => {
		const { events, changed } = await transaction((tx) => undo(tx, viewer, serverId, { ...found, channelIds }));
		await publish(events);
		if (changed) await publishChanged(changed);
	});
}
