import { fstatSync, readSync } from "node:fs";

const windowBytes = 256 * 1024;

/** Reads parts of a file through a window in memory. */
export class Bytes {
	readonly size: number;
	private window = Buffer.alloc(0);
	private from = 0;

	constructor(private readonly file: number) {
		this.size = fstatSync(file).size;
	}

	/** The byte at this offset; NaN past the end. */
	at(position: number): number {
		if (position < this.from || position >= this.from + this.window.length) this.load(position);
		return this.window[position - this.from] ?? Number.NaN;
	}

	uint(position: number, bytes: number, littleEndian = false): number {
		let value = 0;
		for (let n = 0; n < bytes; n++) value = value * 256 + this.at(position + (littleEndian ? bytes - 1 - n : n));
		return value;
	}

	text(position: number, bytes: number): string {
		return String.fromCharCode(...Array.from({ length: bytes }, (_, n) => this.at(position + n) || 0));
	}

	private load(position: number): void {
		const buffer = Buffer.alloc(windowBytes);
		this.from = position;
		this.window = buffer.subarray(0, readSync(this.file, buffer, 0, windowBytes, position));
	}
}
