import { readFileSync } from "node:fs";

/** The cost of single operations on one core, as measured by `npm run simulate -- --measure`. */
export type Constants = {
	/** When and where the values were measured. */
	measured: string;
	microseconds: {
		/** Receiving, storing and acknowledging a message: alone, and in a batch. */
		instancePerMessage: number;
		instancePerMessageInBatch: number;
		/** Writing an event to one socket. The size of the event hardly matters. */
		instancePerFrame: number;
		/** Handling a change from another instance: parsing, ordering and sending it to one socket. */
		instancePerRemoteChange: number;
		instancePerIdleSocketSecond: number;
		instancePerOpening: number;
		instancePerPage: number;
		databasePerCommit: number;
		databasePerMessageInBatch: number;
		databasePerOpening: number;
		databasePerPage: number;
		redisPerPublish: number;
		/** A typing or head event from another instance, in a stream of them: receiving it, and the work of Redis. */
		instancePerRemoteEvent: number;
		redisPerEvent: number;
	};
	/** The milliseconds from sending a message to its acknowledgement, without other load. */
	commitMs: number;
};

export const file = "bench/simulate/constants.json";
export const constants = (): Constants => JSON.parse(readFileSync(file, "utf8"));
