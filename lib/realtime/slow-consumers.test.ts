import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { appState } from "../process/app-state";
import { createAppState } from "../process/create-app-state";
import { log } from "../process/log";
import { disconnectSlowConsumers, type StalledConnection } from "./slow-consumers";
import type { Io } from "./socket";

const bounds = { mostFrames: 50, mostBytes: 10_000, mostBytesOfAll: 30_000, timeoutMs: 15_000 };
let stuck: WeakMap<object, StalledConnection>;

class Connection {
	isCut = false;
	private handle = { bytesWritten: 0, writeQueueSize: 100 };
	readonly writeBuffer: { data: string }[];
	readonly transport;

	constructor(frames: number, letters: number, buffered = 0, writable = false) {
		this.writeBuffer = Array.from({ length: frames }, () => ({ data: "x".repeat(letters) }));
		const terminate = () => {
			this.isCut = true;
		};
		this.transport = { writable, socket: { terminate, bufferedAmount: buffered, _socket: { _handle: this.handle } } };
	}

	close(): void {
		this.isCut = true;
	}

	/** The client reads a little. */
	takes(): void {
		this.handle.writeQueueSize--;
	}
}

const looked = (connections: Connection[], now: number): boolean[] => {
	appState().io = { engine: { clients: { ...connections } } } as unknown as Io;
	disconnectSlowConsumers(stuck, now, bounds);
	return connections.map(({ isCut }) => isCut);
};

beforeEach(() => {
	log.level = "silent";
	createAppState("a secret that is as long as it needs to be");
	stuck = new WeakMap();
});

test("cuts a connection that reads nothing for fifteen seconds, but not one that reads a little", () => {
	const [still, slow, quick] = [new Connection(1, 10), new Connection(1, 10), new Connection(0, 0, 0, true)];
	for (let second = 0; second < 15; second++) {
		assert.deepEqual(looked([still, slow, quick], second * 1000), [false, false, false]);
		slow.takes();
	}
	assert.deepEqual(looked([still, slow, quick], 15_000), [true, false, false]);
});

test("limits one connection's pending bytes and frames, including those in the transport", () => {
	const many = new Connection(51, 1);
	const large = new Connection(2, 6000);
	const buffered = new Connection(1, 100, 9900);
	const one = new Connection(1, 9000);
	assert.deepEqual(looked([many, large, buffered, one], 0), [true, true, true, false]);
});

test("limits all pending bytes, and cuts connections with the most first", () => {
	const connections = [4000, 9000, 3000, 8000, 9400, 2000].map((letters) => new Connection(1, letters));
	assert.deepEqual(looked(connections, 0), [false, false, false, false, true, false]);
});
