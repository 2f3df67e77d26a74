type Told = { displayName: string; avatarUrl: string | null };
type Person = Told & { id: number };

/** So many are remembered; whoever was told of longest ago is forgotten first. */
const most = 5000;

/**
 * Names and faces as they were told last. A message carries those its author had when it was read; whoever has
 * changed meanwhile is shown as they are now.
 */
export class KnownUsers {
	private readonly told = new Map<number, Told>();
	private readonly listeners = new Set<() => void>();

	subscribe = (listener: () => void) => {
		this.listeners.add(listener);
		return () => void this.listeners.delete(listener);
	};

	of = (id: number): Told | undefined => this.told.get(id);

	learn(people: readonly Person[]): void {
		let changed = false;
		for (const { id, displayName, avatarUrl } of people) {
			const known = this.told.get(id);
			if (known && known.displayName === displayName && known.avatarUrl === avatarUrl) continue;
			this.told.delete(id);
			this.told.set(id, { displayName, avatarUrl });
			changed = true;
		}
		for (const id of this.told.keys()) {
			if (this.told.size <= most) break;
			this.told.delete(id);
		}
		if (changed) for (const listener of this.listeners) listener();
	}
}
