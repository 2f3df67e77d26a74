import { idFrom } from "../ids";
import { appState } from "../process/app-state";
import type { AdminServer } from "../realtime/protocol";
import { formatBytes } from "../storage/format-bytes";
import { CommandError } from "./command-error";
import * as actions from "./server-actions";
import * as servers from "./servers";

/** The commands of `npm run admin -- server`. They act as the machine: nobody has signed in. */
const machine = null;

/** All servers, or those with this in their name, the newest first. */
export async function list(q = ""): Promise<string> {
	const query = servers.AdminServersQuery.safeParse({ q, limit: "100" });
	if (!query.success) throw new CommandError("The name must have at most 100 characters.");
	const found: AdminServer[] = [];
	for (let cursor: string | undefined; ; ) {
		const page = await servers.list(servers.AdminServersQuery.parse({ q, limit: "100", cursor }));
		found.push(...page.servers);
		if (page.nextCursor === null) break;
		cursor = page.nextCursor;
	}
	return found.length > 0 ? found.map(describe).join("\n") : "There are no servers.";
}

function describe(server: AdminServer): string {
	const { id, name, owner, visibility, memberCount, messageCount, storedBytes, freeze, delisting } = server;
	return [
		`${id} ${name}`,
		visibility,
		`owner @${owner.username}`,
		`${memberCount} ${memberCount === 1 ? "member" : "members"}`,
		`${messageCount} ${messageCount === 1 ? "message" : "messages"}`,
		formatBytes(storedBytes),
		freeze && restricted("frozen", freeze),
		delisting && restricted("hidden from Explore", delisting),
	]
		.filter(Boolean)
		.join(", ");
}

const restricted = (how: string, { since, reason }: { since: string; reason: string }) =>
	`${how} since ${since.slice(0, 10)}${reason && ` (${reason.replaceAll("\n", " ")})`}`;

export const hide = (id: string, reason = "") =>
	change(id, (subject) => actions.delist(machine, subject, restriction(reason)), "is in no list of servers any more");

export const show = (id: string) =>
	change(id, (subject) => actions.relist(machine, subject), "is listed again, if it is public");

export const freeze = (id: string, reason = "") =>
	change(id, (subject) => actions.freeze(machine, subject, restriction(reason)), "is frozen: everybody may only read");

export const unfreeze = (id: string) =>
	change(id, (subject) => actions.unfreeze(machine, subject), "is not frozen any more");

/** Hands a server over to one of its members. */
export const handOver = (id: string, username: string) =>
	change(
		id,
		(subject) => actions.handOver(machine, subject, { username: username.replace(/^@/, "") }),
		({ owner }) => `belongs to @${owner.username}`,
	);

/** Deletes a server for ever. Its name has to be given too, so that a wrong number deletes nothing. */
export async function remove(id: string, name: string): Promise<string> {
	const { server } = await find(id);
	if (server.name !== name) throw new CommandError(`Server ${id} is not called "${name}".`);
	await actions.remove(machine, server);
	// The command ends before its files are gone otherwise, and leaves them to garbage collection.
	await appState().fileDeletions.running;
	return `${server.name} (${id}) is deleted, with all its content.`;
}

function restriction(reason: string) {
	const { success, data } = actions.NewRestriction.safeParse({ reason });
	if (!success) throw new CommandError("The reason must have at most 500 characters.");
	return data;
}

async function find(given: string): Promise<{ server: AdminServer }> {
	const id = idFrom(given);
	if (id === null) throw new CommandError(`"${given}" is not the number of a server. "server list" prints them.`);
	return servers.get(id);
}

/** Changes a server. Instances that run follow at once. */
async function change(
	id: string,
	act: (subject: servers.ServerSubject) => Promise<{ server: AdminServer }>,
	how: string | ((server: AdminServer) => string),
): Promise<string> {
	const { server } = await act((await find(id)).server);
	return `${server.name} (${id}) ${typeof how === "string" ? how : how(server)}.`;
}
