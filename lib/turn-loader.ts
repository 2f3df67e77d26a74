/** Reads values by id, in one query for all that are asked for in the same event-loop turn. */
export class TurnLoader<Value> {
	private batch: { ids: Set<number>; found: Promise<Map<number, Value>> } | null = null;

	constructor(private readonly read: (ids: number[]) => Promise<Map<number, Value>>) {}

	/** Undefined if there is nothing under this id. */
	async load(id: number): Promise<Value | undefined> {
		this.batch ??= this.nextBatch();
		this.batch.ids.add(id);
		return (await this.batch.found).get(id);
	}

	private nextBatch() {
		const ids = new Set<number>();
		const turn = new Promise<void>((resolve) => setImmediate(resolve));
		const found = turn.then(() => {
			this.batch = null;
			return this.read([...ids]);
		});
		return { ids, found };
	}
}
