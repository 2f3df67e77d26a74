import { deviceStorage, type KeyValueStorage, keysWith, tabStorage, writeText } from "../safe-storage";

const prefixes = ["hearth.draft.", "hearth.outbox.", "hearth.files.", "hearth.settings.", "hearth.rail."];
/** Which channels were opened, and which groups folded. The keys name no user, so pages for guests delete them all. */
const unnamed = ["hearth.recent", "hearth.channel.", "hearth.folded."];

/**
 * Deletes the drafts, unsent messages, unsent files, unsaved settings and open folders that this browser has stored,
 * except those of the signed-in user, and for a guest also which channels were opened and which groups folded. Their
 * session may have been revoked while no page was open.
 */
export function wipeUnsent(exceptUserId: number | null, storages = [deviceStorage(), tabStorage()]): void {
	for (const storage of storages)
		for (const prefix of exceptUserId === null ? [...prefixes, ...unnamed] : prefixes)
			for (const key of keysWith(prefix, storage))
				if (!isOf(key.slice(prefix.length), exceptUserId)) writeText(key, null, storage satisfies KeyValueStorage);
}

/** A key continues with the user's id, then ends, or has a dot or a space. */
const isOf = (rest: string, userId: number | null) => userId !== null && /^\d+/.exec(rest)?.[0] === `${userId}`;
