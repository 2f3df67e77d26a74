import { deviceStorage, type KeyValueStorage, keysWith, tabStorage, writeText } from "../safe-storage";

const prefixes = ["hearth.draft.", "hearth.outbox.", "hearth.files.", "hearth.settings.", "hearth.rail."];

/**
 * Deletes the drafts, unsent messages, unsent files, unsaved settings and open folders that this browser has stored,
 * except those of the signed-in user. Their session may have been revoked while no page was open.
 */
export function wipeUnsent(exceptUserId: number | null, storages = [deviceStorage(), tabStorage()]): void {
	for (const storage of storages)
		for (const prefix of prefixes)
			for (const key of keysWith(prefix, storage))
				if (!isOf(key.slice(prefix.length), exceptUserId)) writeText(key, null, storage satisfies KeyValueStorage);
}

/** A key continues with the user's id, then ends, or has a dot or a space. */
const isOf = (rest: string, userId: number | null) => userId !== null && /^\d+/.exec(rest)?.[0] === `${userId}`;
