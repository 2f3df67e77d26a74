import { readFileSync } from "node:fs";

/** What one act costs on one core, measured on this project itself by `npm run simulate -- --measure`. */
export type Constants = {
	/** When and where. */
	measured: string;
	microseconds: {
		/** Taking a message from a socket, storing and acknowledging it, alone and in a batch with others. */
		nodePerMessage: number;
		nodePerMessageInBatch: number;
		/** An event written to one socket, whatever it holds. */
		nodePerFrame: number;
		/** A change that another node told of: parsed, put in order, told to one socket. */
		nodePerHeard: number;
		nodePerIdleSocketSecond: number;
		nodePerOpening: number;
		nodePerPage: number;
		databasePerCommit: number;
		databasePerMessageInBatch: number;
		databasePerOpening: number;
		databasePerPage: number;
		redisPerPublish: number;
		/** Typing or a head of another node, in a stream of them; to Redis, brought to one node. */
		nodePerWord: number;
		redisPerWord: number;
	};
	/** From send to acknowledgement with nothing in the way. */
	commitMs: number;
};

export const file = "bench/simulate/constants.json";
export const constants = (): Constants => JSON.parse(readFileSync(file, "utf8"));
