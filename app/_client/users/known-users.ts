import { createEmitter } from "../create-store";

type RemoteUser = { displayName: string; avatarUrl: string | null };
type Person = RemoteUser & { id: number };

/** The maximum of entries; the oldest are dropped first. */
const most = 5000;

/** The latest names and avatars. A message contains its author's as of loading; this shows later changes. */
export class KnownUsers {
	private readonly known = new Map<number, RemoteUser>();
	private readonly changes = createEmitter();

	subscribe = this.changes.subscribe;

	of = (id: number): RemoteUser | undefined => this.known.get(id);

	learn(people: readonly Person[]): void {
		let changed = false;
		for (const { id, displayName, avatarUrl } of people) {
			const known = this.known.get(id);
			if (known && known.displayName === displayName && known.avatarUrl === avatarUrl) continue;
			this.known.delete(id);
			this.known.set(id, { displayName, avatarUrl });
			changed = true;
		}
		for (const id of this.known.keys()) {
			if (this.known.size <= most) break;
			this.known.delete(id);
		}
		if (changed) this.changes.emit();
	}
}
