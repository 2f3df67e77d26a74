import type { Attachment } from "@/lib/realtime/protocol";
import { ApiError, api, asApiError, userHeaders, writeRefusal } from "../api";
import { announceSessionExpired } from "../realtime/session-expired";
import { keysWith, readJson, tabStorage, writeJson } from "../safe-storage";
import { type Bounds, type Sending, Uploads } from "./uploads";

/** By user and channel, so that uploads continue while the user is elsewhere. */
const all = new Map<string, Uploads>();

export function uploadRegistry(userId: number, channelId: number): Uploads {
	const name = `${userId} ${channelId}`;
	const known = all.get(name);
	if (known) return known;
	const made = new Uploads({
		bounds: () => api.get<Bounds>("/api/attachments"),
		send: (file, onProgress) => send(`/api/channels/${channelId}/attachments`, file, onProgress),
		describe: async (id, description) =>
			(await api.patch<{ attachment: Attachment }>(`/api/attachments/${id}`, description)).attachment,
		// If this fails, the server deletes the file later.
		remove: (id) => void api.delete(`/api/attachments/${id}`).catch(() => {}),
		failureOf: (error) => {
			const { code, message, fields, retryAfterMs } = asApiError(error);
			return { code, message, fields, ...(retryAfterMs !== undefined && { retryAfterMs }) };
		},
		preview: (file) => (/^image\/(png|jpeg|gif|webp|avif)$/.test(file.type) ? URL.createObjectURL(file) : null),
		release: (url) => URL.revokeObjectURL(url),
		kept: storedUploads(name),
		keep: (attachments) => void storeUploads(name, attachments),
	});
	all.set(name, made);
	return made;
}

/** The names of a user's unsent files in this tab, also of channels that were not opened since a reload. */
export function unsentFiles(userId: number): string[] {
	const prefix = storageKey(`${userId} `);
	for (const key of keysWith(prefix, tabStorage())) uploadRegistry(userId, Number(key.slice(prefix.length)));
	return [...all]
		.filter(([name]) => name.startsWith(`${userId} `))
		.flatMap(([, uploads]) => uploads.getSnapshot().items.map(({ name }) => name));
}

/** The user has signed out, and was asked before: leaving the page asks no more. */
export const forgetUploads = (): void => all.clear();

/** Completed uploads survive a reload, or a phone's suspended tab. Each tab has its own. */
const storageKey = (name: string) => `hearth.files.${name}`;

function storedUploads(name: string): Attachment[] {
	const stored = readJson(storageKey(name), tabStorage());
	return Array.isArray(stored) ? stored : [];
}

const storeUploads = (name: string, attachments: readonly Attachment[]) =>
	writeJson(storageKey(name), attachments.length === 0 ? null : attachments, tabStorage());

/** Incomplete uploads would be lost with the page, so the user is asked. */
addEventListener("beforeunload", (event) => {
	const trays = [...all.values()].map((uploads) => uploads.getSnapshot());
	if (trays.some(({ items }) => items.some(({ state }) => state !== "done"))) event.preventDefault();
});

/** fetch() does not report upload progress; XMLHttpRequest does. */
function send(path: string, file: File, onProgress: (part: number) => void): Sending {
	const refusal = writeRefusal();
	if (refusal) return { done: Promise.reject(refusal), cancel: () => {} };
	const request = new XMLHttpRequest();
	const form = new FormData();
	form.append("file", file, file.name);
	const done = new Promise<Attachment>((resolve, reject) => {
		const fail = () => reject(new ApiError({ code: "network", message: "The server didn't answer." }, 0));
		request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
		request.onload = () => {
			const { status, response } = request;
			if (status === 201 && response?.attachment) return resolve(response.attachment as Attachment);
			const code = status === 413 ? "too_large" : status === 429 ? "rate_limited" : "unavailable";
			const error = new ApiError(response?.error ?? { code, message: request.statusText }, status);
			if (error.code === "unauthenticated") announceSessionExpired();
			reject(error);
		};
		request.onerror = fail;
		request.onabort = fail;
		request.ontimeout = fail;
	});
	request.open("POST", path);
	for (const [name, value] of Object.entries(userHeaders())) request.setRequestHeader(name, value);
	request.responseType = "json";
	request.send(form);
	return { done, cancel: () => request.abort() };
}
