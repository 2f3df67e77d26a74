import { sql } from "@/db";
import type { ApiClient } from "./api-client";
import { ada, bob } from "./community";
import { createPlace, mod, moderation } from "./moderation";

/** A server whose moderator may remove messages. */
export const createRemovalPlace = () => createPlace({}, [...moderation, "manage_messages"]);
export const pathOf = (channelId: number) => `/api/channels/${channelId}/messages`;
export const fire = encodeURIComponent("🔥");
export const remove = (by: ApiClient, serverId: number, wanted: object) =>
	by.post(`/api/servers/${serverId}/moderation-actions`, { subject: "bob", ...wanted });
export const pageOf = async (person: ApiClient, channelId: number) => (await person.get(pathOf(channelId))).body;
export const tombstones = async (person: ApiClient, channelId: number) =>
	(await pageOf(person, channelId)).messages?.flatMap(({ seq, deletedAt, content }) =>
		deletedAt && content === "" ? seq : [],
	);
export const threadOn = async (person: ApiClient, channelId: number, seq: number) =>
	(await person.post(`${pathOf(channelId)}/${seq}/thread`)).body.thread?.channelId ?? 0;
export const mentionsOf = async (person: ApiClient, channelId: number) =>
	(await person.channelState(channelId)).mentionCount;

/** A message of bob's with everything that a message can have, and others beside it. Returns its number and its file. */
export async function fill(channelId: number): Promise<{ seq: number; fileId: number }> {
	await ada.sendMessage(channelId, "Before");
	const file = await bob.uploadOk(channelId, "a.txt", "hello");
	const { seq } = await bob.sendMessage(channelId, "@ada first https://example.org", {
		attachmentIds: [file.id],
		poll: { question: "Which day?", options: ["Sat", "Sun"] },
		replyTo: 1,
	});
	const path = `${pathOf(channelId)}/${seq}`;
	await bob.patch(path, { content: "@ada second https://example.org" });
	await ada.put(`${path}/votes`, { options: [1] });
	await bob.put(`${path}/votes`, { options: [0] });
	for (const person of [mod, ada]) await person.put(`${path}/reactions/${fire}`);
	await mod.put(`${path}/saved`);
	await ada.put(`${path}/pin`);
	const embeds = [{ n: 1, url: "https://example.org", site: null, title: "Example", description: null, image: null }];
	await sql`update messages set embeds = ${sql.json(embeds)}, emoji = '{"kiln": 1}' where channel_id = ${channelId} and seq = ${seq}`;
	await sql`insert into preview_pictures ${sql({ channel_id: channelId, seq, key: `ab/${channelId}`, size: 7, user_id: bob.id })}`;
	const threadId = await threadOn(ada, channelId, seq);
	for (const person of [ada, bob, bob]) await person.sendMessage(threadId, `A reply of ${person.username}`);
	await ada.sendMessage(channelId, "After", { replyTo: seq });
	return { seq, fileId: file.id };
}
