/** The mulberry32 generator: the same seed gives the same run on every machine. */
export class Random {
	constructor(private state: number) {}

	/** Returns a number of at least 0 and less than 1. */
	next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	}

	below(bound: number): number {
		return Math.floor(this.next() * bound);
	}

	uuid(): string {
		const hex = Array.from({ length: 32 }, () => this.below(16).toString(16));
		hex[12] = "4";
		hex[16] = "89ab"[this.below(4)] ?? "8";
		const text = hex.join("");
		return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
	}
}
