import { randomUUID } from "node:crypto";
import sharp from "sharp";
import type { Attachment } from "@/lib/realtime/protocol";
import type { ApiClient } from "./api-client";
import { expect } from "./fixtures";
import type { UserPage } from "./user-page";

/** A picture of one colour. */
export const picture = (width: number, height: number, background = "#c40") =>
	sharp({ create: { width, height, channels: 3, background } })
		.png()
		.toBuffer();
/** A picture as a file for `choose`. */
export const pictureFile = async (name: string, width = 640, height = 360, background?: string) => ({
	name,
	mimeType: "image/png",
	buffer: await picture(width, height, background),
});

/** Uploads a file without the browser, with any name and type. */
export async function upload(
	client: ApiClient,
	channelId: number,
	name: string,
	bytes: Buffer | string,
	type = "image/png",
) {
	const form = new FormData();
	form.append("file", new Blob([new Uint8Array(Buffer.from(bytes))], { type }), name);
	const headers = { cookie: client.cookie };
	return fetch(`${client.url}/api/channels/${channelId}/attachments`, { method: "POST", headers, body: form });
}

/** Uploads a file, and expects that it is accepted. */
export async function uploadOk(
	client: ApiClient,
	channelId: number,
	name: string,
	bytes: Buffer | string,
): Promise<Attachment> {
	const answer = await upload(client, channelId, name, bytes);
	expect(answer.status).toBe(201);
	return ((await answer.json()) as { attachment: Attachment }).attachment;
}

/** Sends a message with uploaded files. */
export const sendWithFiles = (client: ApiClient, channelId: number, content: string, ...files: Attachment[]) =>
	client.call<{ message: { seq: number } }>("POST", `/api/channels/${channelId}/messages`, {
		nonce: randomUUID(),
		content,
		attachmentIds: files.map(({ id }) => id),
	});

export const request = (client: ApiClient, path: string, init: RequestInit = {}) =>
	fetch(client.url + path, { ...init, headers: { cookie: client.cookie, ...init.headers } });

/** The tiles of pending files above the composer. */
export const tiles = (person: UserPage) =>
	person.page.getByRole("list", { name: "Files for this message" }).getByRole("listitem");
export const choose = (person: UserPage, ...files: { name: string; mimeType: string; buffer: Buffer }[]) =>
	person.page.locator("input[type=file]").setInputFiles(files);
