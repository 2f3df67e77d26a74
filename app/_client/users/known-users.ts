import { createEmitter } from "../create-store";

type RemoteUser = { displayName: string; avatarUrl: string | null };
type Person = RemoteUser & { id: number };

/** The maximum of entries; the oldest are dropped first. */
const most = 5000;

/**
 * The latest names and avatars, and the nicknames in each server. A message contains its author's as of loading; this
 * shows later changes.
 */
export class KnownUsers {
	private readonly known = new Map<number, RemoteUser>();
	private readonly nicknames = new Map<string, string | null>();
	private readonly changes = createEmitter();

	subscribe = this.changes.subscribe;

	of = (id: number): RemoteUser | undefined => this.known.get(id);

	/** Null for a user who has none there, undefined for one of whom nothing is known. */
	nicknameOf = (serverId: number, id: number): string | null | undefined => this.nicknames.get(`${serverId}/${id}`);

	learn(people: readonly Person[]): void {
		let changed = false;
		for (const { id, displayName, avatarUrl } of people) {
			const known = this.known.get(id);
			if (known && known.displayName === displayName && known.avatarUrl === avatarUrl) continue;
			put(this.known, id, { displayName, avatarUrl });
			changed = true;
		}
		if (changed) this.changes.emit();
	}

	learnNickname(serverId: number, id: number, nickname: string | null): void {
		if (this.nicknameOf(serverId, id) === nickname) return;
		put(this.nicknames, `${serverId}/${id}`, nickname);
		this.changes.emit();
	}
}

function put<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
	map.delete(key);
	map.set(key, value);
	for (const oldest of map.keys()) {
		if (map.size <= most) break;
		map.delete(oldest);
	}
}
