import { db } from "@/db";
import type { LoadedServer } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { unavailable } from "../errors";
import { holdChannels } from "../messages/hold-channels";
import { type Tx, transaction } from "../transaction";
import type { FoundAction } from "./find-action";
import { type Imposed, impose } from "./impose";
import type { Wanted } from "./input";
import { publish } from "./publish";
import { publishChanged } from "./publish-changed";
import { allChannels, ChannelsMissed, findChannels, keptChannels, type Removal } from "./removal";
import type { Subject } from "./subject";
import { type Effects, undo } from "./undo";

/** After so many tries, all channels of the server are locked. */
const triesWithKnown = 3;
const maxTries = 6;

/** Runs a transaction while these channels are held, and emits its events and changes before it returns. */
export async function changeHeld<Result extends Effects>(
	channelIds: number[],
	work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
	return holdChannels(channelIds, async () => {
		const result = await transaction(work);
		await publish(result.events);
		if (result.changed) await publishChanged(result.changed);
		return result;
	});
}

/**
 * Acts with a removal of messages, and returns the action. The channels are locked before the memberships, as
 * appends do, so they are looked for first; if the subject writes in another one meanwhile, it begins again with that.
 */
export async function actWithRemoval(
	viewer: Viewer,
	{ id: serverId }: LoadedServer,
	subject: Subject,
	wanted: Wanted,
	removal: Removal,
): Promise<Imposed> {
	let channelIds = await findChannels(db, serverId, subject, removal);
	for (let attempt = 1; attempt <= maxTries; attempt++) {
		if (attempt > triesWithKnown) channelIds = await allChannels(serverId);
		const held = { ...removal, channelIds };
		try {
			return await changeHeld(channelIds, (tx) => impose(tx, viewer, serverId, subject, wanted, held));
		} catch (error) {
			if (!(error instanceof ChannelsMissed)) throw error;
			channelIds = [...channelIds, ...error.channelIds];
		}
	}
	throw unavailable();
}

/** Undoes an action, with the channels of its messages held and locked. */
export async function undoHeld(viewer: Viewer, { id: serverId }: LoadedServer, found: FoundAction): Promise<void> {
	const channelIds = await keptChannels(found.id);
	await changeHeld(channelIds, (tx) => undo(tx, viewer, serverId, { ...found, channelIds }));
}
