type Batch<Value> = { ids: Set<number>; found: Promise<Map<number, Value>> };

/** Reads values by id, in one query for all that are asked for in the same event-loop turn, or for each `maxIds` of them. */
export class TurnLoader<Value> {
	private batch: Batch<Value> | null = null;

	constructor(
		private readonly read: (ids: number[]) => Promise<Map<number, Value>>,
		private readonly maxIds = Number.POSITIVE_INFINITY,
	) {}

	/** Undefined if there is nothing under this id. */
	async load(id: number): Promise<Value | undefined> {
		if (!this.batch || this.batch.ids.size >= this.maxIds) this.batch = this.nextBatch();
		this.batch.ids.add(id);
		return (await this.batch.found).get(id);
	}

	private nextBatch(): Batch<Value> {
		const ids = new Set<number>();
		const turn = new Promise<void>((resolve) => setImmediate(resolve));
		const found = turn.then(() => {
			if (this.batch?.ids === ids) this.batch = null;
			return this.read([...ids]);
		});
		return { ids, found };
	}
}
