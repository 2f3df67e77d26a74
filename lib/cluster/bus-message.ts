import type { Counted } from "../automod/counters";
import type { EmitFilter } from "../realtime/broadcast";
import type { Heads } from "../realtime/channel-heads";
import type { UserPresence } from "../realtime/presence";
import type { ServerToClient } from "../realtime/protocol";
import type { UserEvent } from "../realtime/user-events";

/** Messages between instances that may be lost: seqs, heads and cluster events repair everything that matters. */
export type BusMessage =
	| { kind: "event"; to: string; event: keyof ServerToClient; payload: unknown; narrowed: EmitFilter }
	| { kind: "heads"; serverId: number; heads: Heads["own"] }
	| { kind: "people"; whole: boolean; people: UserPresence[] }
	/** For these users' own sockets; each instance checks for itself who may still see the channels. */
	| { kind: "own"; events: UserEvent[] }
	/** The read markers of these users moved, or the counts after them. */
	| { kind: "marks"; channelIds: number[]; userIds: number[] }
	/** Messages that automod rules count over time. */
	| { kind: "counted"; counted: Counted[] }
	| { kind: "hello" }
	| { kind: "alive" };
