import type { Message, ServerToClient } from "./protocol";

type Payload<E extends keyof ServerToClient> = Parameters<ServerToClient[E]>[0];

/**
 * A change of a channel, emitted in the order of its `rev`. A `messages` event of the protocol is a run of new
 * messages.
 */
export type Change = { rev: number } & (
	| { kind: "born"; message: Message }
	| { kind: "message:updated"; event: Payload<"message:updated"> }
	| { kind: "message:deleted"; event: Payload<"message:deleted"> }
	| { kind: "messages:purged"; event: Payload<"messages:purged"> }
	| { kind: "messages:expired"; event: Payload<"messages:expired"> }
	| { kind: "messages:restored"; event: Payload<"messages:restored"> }
	| { kind: "reaction"; event: Payload<"reaction"> }
	| { kind: "vote"; event: Payload<"vote"> }
);

/** A channel's changes as events: consecutive new messages become one event. */
export function toEvents(channelId: number, changes: Change[]): [event: keyof ServerToClient, payload: unknown][] {
	const events: [keyof ServerToClient, unknown][] = [];
	let run: Message[] = [];
	const endRun = () => {
		const last = run.at(-1);
		if (last) events.push(["messages", { channelId, rev: last.rev, messages: run }]);
		run = [];
	};
	for (const change of changes) {
		if (change.kind === "born") run.push(change.message);
		else {
			endRun();
			events.push([change.kind, change.event]);
		}
	}
	endRun();
	return events;
}
