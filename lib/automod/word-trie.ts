import { randomBytes } from "node:crypto";

const unitMask = 0x1fffff;
/** The node continues the one before it. */
const continues = 1 << 21;
/** The node has children elsewhere than behind it. */
const branches = 1 << 22;
const asciiSize = 128;

/** Keys of the hash table are not known to those who choose the words. */
const [nodeSeed, unitSeed] = [randomBytes(4).readInt32LE() | 1, randomBytes(4).readInt32LE() | 1];

/**
 * The beginnings of words as a tree. A node is reached from its parent by a unit; its first child is mostly the node
 * behind it, and other children are in a hash table. Node 0 is the beginning of every word.
 */
export class WordTrie {
	size = 1;
	/** For each node the longest end of it that is a node as well (as of Aho and Corasick), once linked. */
	fails = new Int32Array(0);
	/** Of each node, as its owner likes. */
	values = new Int32Array(64);
	/** For each node the unit that leads to it, with the two marks above. */
	private labels = new Int32Array(65);
	private edges = 0;
	/** A quarter to a half full. */
	private slotParents = new Int32Array(64);
	private slotChildren = new Int32Array(64);
	private readonly ascii = new Int32Array(asciiSize);

	get bytes(): number {
		return (
			this.fails.byteLength +
			this.values.byteLength +
			this.labels.byteLength +
			this.slotParents.byteLength +
			this.slotChildren.byteLength +
			this.ascii.byteLength
		);
	}

	/** The child of a node, or 0. */
	child(node: number, unit: number): number {
		const next = node + 1;
		if (((this.labels[next] ?? 0) & (continues | unitMask)) === (unit | continues)) return next;
		return (this.labels[node] ?? 0) & branches ? this.branch(node, unit) : 0;
	}

	/** The child of the beginning, or 0. */
	enter(unit: number): number {
		return unit < asciiSize ? (this.ascii[unit] ?? 0) : this.child(0, unit);
	}

	/** The node of the longest end of what was read so far, with one more unit. */
	step(from: number, unit: number): number {
		for (let node = from; node !== 0; node = this.fails[node] ?? 0) {
			const next = this.child(node, unit);
			if (next !== 0) return next;
		}
		return this.enter(unit);
	}

	/** The node of a word, with nodes that are missing. */
	add(units: ArrayLike<number>): number {
		let node = 0;
		for (let n = 0; n < units.length; n++) {
			const unit = units[n] ?? 0;
			node = this.child(node, unit) || this.append(node, unit);
		}
		return node;
	}

	/** Finds the `fails` of all nodes, parents first, and passes each to `onLinked`. */
	*link(onLinked: (node: number, fail: number) => void): Generator<void> {
		this.fails = new Int32Array(this.size);
		const elsewhere = new Map<number, number[]>();
		for (const [slot, child] of this.slotChildren.entries()) {
			if (slot % 500 === 0) yield;
			if (child === 0) continue;
			const parent = this.slotParents[slot] ?? 0;
			const children = elsewhere.get(parent);
			if (children) children.push(child);
			else elsewhere.set(parent, [child]);
		}
		let steps = 0;
		for (let level = [0]; level.length > 0; ) {
			const following: number[] = [];
			for (const parent of level) {
				if (++steps % 200 === 0) yield;
				const next = parent + 1;
				const children = (this.labels[parent] ?? 0) & branches ? (elsewhere.get(parent) ?? []) : [];
				if ((this.labels[next] ?? 0) & continues) this.linkChild(parent, next, following, onLinked);
				for (const child of children) this.linkChild(parent, child, following, onLinked);
			}
			level = following;
		}
	}

	private linkChild(
		parent: number,
		child: number,
		following: number[],
		onLinked: (node: number, fail: number) => void,
	): void {
		const unit = (this.labels[child] ?? 0) & unitMask;
		const fail = parent === 0 ? 0 : this.step(this.fails[parent] ?? 0, unit);
		this.fails[child] = fail;
		onLinked(child, fail);
		following.push(child);
	}

	/** Without the space for more nodes. */
	trim(): void {
		this.labels = this.labels.slice(0, this.size + 1);
		this.values = this.values.slice(0, this.size);
	}

	private append(parent: number, unit: number): number {
		const node = this.size++;
		if (node >= this.values.length) {
			this.values = grown(this.values, node * 2);
			this.labels = grown(this.labels, node * 2 + 1);
		}
		if (parent === node - 1 && parent !== 0) this.labels[node] = unit | continues;
		else {
			this.labels[node] = unit;
			this.labels[parent] = (this.labels[parent] ?? 0) | branches;
			if (parent === 0 && unit < asciiSize) this.ascii[unit] = node;
			this.insert(parent, node);
		}
		return node;
	}

	private branch(node: number, unit: number): number {
		const mask = this.slotChildren.length - 1;
		for (let slot = slotOf(node, unit) & mask; ; slot = (slot + 1) & mask) {
			const child = this.slotChildren[slot] ?? 0;
			if (child === 0) return 0;
			if (this.slotParents[slot] === node && ((this.labels[child] ?? 0) & unitMask) === unit) return child;
		}
	}

	private insert(parent: number, child: number): void {
		if (++this.edges * 2 > this.slotChildren.length) {
			const [parents, children] = [this.slotParents, this.slotChildren];
			this.slotParents = new Int32Array(parents.length * 2);
			this.slotChildren = new Int32Array(children.length * 2);
			for (const [slot, known] of children.entries()) if (known !== 0) this.place(parents[slot] ?? 0, known);
		}
		this.place(parent, child);
	}

	private place(parent: number, child: number): void {
		const mask = this.slotChildren.length - 1;
		let slot = slotOf(parent, (this.labels[child] ?? 0) & unitMask) & mask;
		while (this.slotChildren[slot] !== 0) slot = (slot + 1) & mask;
		this.slotParents[slot] = parent;
		this.slotChildren[slot] = child;
	}
}

function slotOf(node: number, unit: number): number {
	const hash = Math.imul(node, nodeSeed) ^ Math.imul(unit, unitSeed);
	const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	return mixed ^ (mixed >>> 13);
}

function grown(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
	const larger = new Int32Array(length);
	larger.set(array);
	return larger;
}
