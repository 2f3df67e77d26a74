/** Does pieces of work, a few at once. While others wait, the smallest of them is the next. */
export class SmallestFirst {
	private running = 0;
	private readonly waiting: { size: number; start: () => void }[] = [];

	constructor(private readonly atOnce: number) {}

	async run<Result>(size: number, work: () => Promise<Result>): Promise<Result> {
		if (this.running < this.atOnce) this.running++;
		else await new Promise<void>((start) => this.waiting.push({ size, start }));
		try {
			return await work();
		} finally {
			this.end();
		}
	}

	private end(): void {
		const [first] = this.waiting;
		if (!first) {
			this.running--;
			return;
		}
		const next = this.waiting.reduce((least, one) => (one.size < least.size ? one : least), first);
		this.waiting.splice(this.waiting.indexOf(next), 1);
		next.start();
	}
}
