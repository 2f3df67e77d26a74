import { randomBytes } from "node:crypto";

const unitMask = 0x1fffff;
/** The node continues the one before it. */
const continues = 1 << 21;
/** The node has children elsewhere than behind it. */
const branches = 1 << 22;
const asciiSize = 128;
/** So many slots are copied, and nodes linked, between two chances to let other work go on. */
const slotsAtOnce = 2000;
const linksAtOnce = 200;

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

	/** Makes room for this many more nodes, in steps. It must be called before they are added. */
	*reserve(nodes: number): Generator<void> {
		const size = this.size + nodes;
		if (size >= this.values.length) {
			this.values = grown(this.values, size * 2);
			yield;
			this.labels = grown(this.labels, size * 2 + 1);
			yield;
		}
		let slots = this.slotChildren.length;
		if ((this.edges + nodes) * 2 <= slots) return;
		while ((this.edges + nodes) * 2 > slots) slots *= 2;
		const [parents, children] = [this.slotParents, this.slotChildren];
		this.slotParents = new Int32Array(slots);
		this.slotChildren = new Int32Array(slots);
		for (let slot = 0; slot < children.length; slot++) {
			if (slot % slotsAtOnce === 0) yield;
			const child = children[slot] ?? 0;
			if (child !== 0) this.place(parents[slot] ?? 0, child);
		}
	}

	/** Finds the `fails` of all nodes, parents first, and passes each to `onLinked`. */
	*link(onLinked: (node: number, fail: number) => void): Generator<void> {
		this.fails = new Int32Array(this.size);
		yield;
		// The children in the hash table, as lists: the first of each parent, and the next of each child.
		const firsts = new Int32Array(this.size);
		yield;
		const nexts = new Int32Array(this.size);
		for (let slot = 0; slot < this.slotChildren.length; slot++) {
			if (slot % slotsAtOnce === 0) yield;
			const child = this.slotChildren[slot] ?? 0;
			if (child === 0) continue;
			const parent = this.slotParents[slot] ?? 0;
			nexts[child] = firsts[parent] ?? 0;
			firsts[parent] = child;
		}
		// All nodes, those that are reached by fewer units first.
		const queue = new Int32Array(this.size);
		let length = 1;
		const link = (parent: number, child: number) => {
			const unit = (this.labels[child] ?? 0) & unitMask;
			const fail = parent === 0 ? 0 : this.step(this.fails[parent] ?? 0, unit);
			this.fails[child] = fail;
			onLinked(child, fail);
			queue[length++] = child;
		};
		let links = 0;
		for (let n = 0; n < length; n++) {
			const parent = queue[n] ?? 0;
			if (n % linksAtOnce === 0) yield;
			if ((this.labels[parent + 1] ?? 0) & continues) link(parent, parent + 1);
			for (let child = firsts[parent] ?? 0; child !== 0; child = nexts[child] ?? 0) {
				// The beginning of all words may have thousands of children.
				if (++links % linksAtOnce === 0) yield;
				link(parent, child);
			}
		}
	}

	/** Without the space for more nodes. */
	*trim(): Generator<void> {
		yield;
		this.labels = this.labels.slice(0, this.size + 1);
		yield;
		this.values = this.values.slice(0, this.size);
	}

	private append(parent: number, unit: number): number {
		const node = this.size++;
		if (parent === node - 1 && parent !== 0) this.labels[node] = unit | continues;
		else {
			this.labels[node] = unit;
			this.labels[parent] = (this.labels[parent] ?? 0) | branches;
			if (parent === 0 && unit < asciiSize) this.ascii[unit] = node;
			this.edges++;
			this.place(parent, node);
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
