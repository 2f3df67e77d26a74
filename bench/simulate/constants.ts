import { readFileSync } from "node:fs";

/** What one operation costs on one core, measured on this project by `npm run simulate -- --measure`. */
export type Constants = {
	/** When and where the values were measured. */
	measured: string;
	microseconds: {
		/** Receiving, storing and acknowledging a message, alone and in a batch with others. */
		nodePerMessage: number;
		nodePerMessageInBatch: number;
		/** Writing an event to one socket, whatever its content. */
		nodePerFrame: number;
		/** Handling another instance's change: parsing, ordering and sending it to one socket. */
		nodePerHeard: number;
		nodePerIdleSocketSecond: number;
		nodePerOpening: number;
		nodePerPage: number;
		databasePerCommit: number;
		databasePerMessageInBatch: number;
		databasePerOpening: number;
		databasePerPage: number;
		redisPerPublish: number;
		/** One typing or head event of another instance, in a stream of them: publishing it to Redis, and receiving it. */
		nodePerWord: number;
		redisPerWord: number;
	};
	/** Milliseconds from send to acknowledgement without load. */
	commitMs: number;
};

export const file = "bench/simulate/constants.json";
export const constants = (): Constants => JSON.parse(readFileSync(file, "utf8"));
