import { rm } from "node:fs/promises";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { pictures, servers, users } from "@/db/schema";
import { deleteFiles, discardFiles } from "../attachments/delete-files";
import { detectType } from "../attachments/detect-type";
import { thumbnailKey } from "../attachments/thumbnail-key";
import { newKey } from "../attachments/upload";
import { type LoadedServer, loadServer, serverNotFound } from "../auth/access";
import type { Viewer } from "../auth/viewer";
import { applyEvent, type ClusterEvent, emitInTransaction } from "../cluster/events";
import { AppError, invalid } from "../errors";
import type { FileResponse } from "../http/file-response";
import type { Received } from "../http/multipart";
import { appState } from "../process/app-state";
import type { OwnUser, Server } from "../realtime/protocol";
import { get } from "../servers/servers";
import { type Tx, transaction } from "../transaction";
import { mine } from "../users/accounts";
import { drawPicture } from "./draw-picture";
import { hashOf, webpResponse } from "./stored-picture";

export type ServerPicture = "icon" | "banner";
type Purpose = "avatar" | ServerPicture | "instance_icon";
/** The instance has no id. */
type Owner = { userId: number } | { serverId: number } | "instance";

/** The form that uploads a picture. */
export const pictureForm = { maxBytes: 10 * 1024 * 1024, fields: ["crop"] } as const;

const square = { large: { width: 256, height: 256 }, small: { width: 96, height: 96 } };
const shapes = {
	avatar: square,
	icon: square,
	instance_icon: square,
	banner: { large: { width: 1600, height: 400 }, small: { width: 800, height: 200 } },
} as const satisfies Record<Purpose, unknown>;

const place = z
	.int("Must be a whole number.")
	.min(0, "Must be 0 or more.")
	.max(100_000, "Lies outside of the picture.");
const extent = place.min(1, "Must be 1 or more.");
const Crop = z.strictObject({ x: place, y: place, width: extent, height: extent });

/** Sets the viewer's avatar. Notifies all users who can see them. */
export async function setAvatar(viewer: Viewer, file: Received): Promise<{ user: OwnUser }> {
	const notice: ClusterEvent = { kind: "account_changed", userId: viewer.id };
	await withDrawn(viewer, "avatar", file, (drawn) =>
		replace(notice, async (tx) => {
			await tx.update(users).set({ avatarUrl: drawn.url }).where(eq(users.id, viewer.id));
			const before = await forget(tx, "avatar", { userId: viewer.id });
			const { url: _, ...stored } = drawn;
			await tx.insert(pictures).values({ ...stored, purpose: "avatar", userId: viewer.id });
			return before;
		}),
	);
	return mine(viewer);
}

export async function removeAvatar(viewer: Viewer): Promise<{ user: OwnUser }> {
	await replace({ kind: "account_changed", userId: viewer.id }, async (tx) => {
		await tx.update(users).set({ avatarUrl: null }).where(eq(users.id, viewer.id));
		return forget(tx, "avatar", { userId: viewer.id });
	});
	return mine(viewer);
}

/** Sets a server's icon or banner. Checks the viewer's permission again after the upload. */
export async function setServerPicture(
	viewer: Viewer,
	server: LoadedServer,
	purpose: ServerPicture,
	file: Received,
): Promise<{ server: Server }> {
	await withDrawn(viewer, purpose, file, async (drawn) => {
		await loadServer(viewer, server.id, "manage_server");
		await replace({ kind: "server_changed", serverId: server.id }, async (tx) => {
			await setUrl(tx, server, purpose, drawn.url);
			const before = await forget(tx, purpose, { serverId: server.id });
			const { url: _, ...stored } = drawn;
			await tx.insert(pictures).values({ ...stored, purpose, serverId: server.id });
			return before;
		});
	});
	return get(viewer, server);
}

export async function removeServerPicture(
	viewer: Viewer,
	server: LoadedServer,
	purpose: ServerPicture,
): Promise<{ server: Server }> {
	await replace({ kind: "server_changed", serverId: server.id }, async (tx) => {
		await setUrl(tx, server, purpose, null);
		return forget(tx, purpose, { serverId: server.id });
	});
	return get(viewer, server);
}

/** The bytes of a picture in use. Its name is a hash of them, so it cannot be guessed, and it never changes. */
export async function content(name: string): Promise<FileResponse> {
	const notFound = () => new AppError("not_found", "There is no such picture.");
	const [, hash, small] = /^([0-9a-f]{64})(-small)?\.webp$/.exec(name) ?? [];
	if (!hash) throw notFound();
	const [row] = await db
		.select({ key: pictures.key, createdAt: pictures.createdAt })
		.from(pictures)
		.where(eq(pictures.hash, hash))
		.orderBy(pictures.createdAt)
		.limit(1);
	const stream = row && (await appState().storage.get(small ? thumbnailKey(row.key) : row.key));
	if (!stream) throw notFound();
	return webpResponse(stream, { etag: `"${hash}${small ?? ""}"`, lastModified: row.createdAt, cache: "public" });
}

type Drawn = { key: string; hash: string; size: number; url: string };

/**
 * Renders the upload in its two sizes, stores them, and passes them to `use`; if `use` throws, they are deleted again.
 */
export async function withDrawn(
	viewer: Viewer,
	purpose: Purpose,
	file: Received,
	use: (drawn: Drawn) => Promise<void>,
): Promise<void> {
	const { type, kind } = await detectType(file.path);
	if (kind !== "image")
		throw new AppError("unsupported_media_type", `Use a PNG, JPEG, GIF, WebP or AVIF picture. This is ${type}.`);
	const crop = cropFrom(file.fields.crop);
	const large = `${file.path}-large`;
	const small = `${file.path}-small`;
	const key = newKey();
	const { storage } = appState();
	try {
		const drawn = await drawPicture(
			viewer.id,
			file.path,
			[
				{ into: large, ...shapes[purpose].large, fit: "cover" },
				{ into: small, ...shapes[purpose].small, fit: "cover" },
			],
			crop && { crop },
		);
		if (!drawn) throw invalid({ file: "This picture is broken, or too large to draw." });
		const hash = await hashOf(large);
		try {
			await storage.put(thumbnailKey(key), small);
			await storage.put(key, large);
			const size = drawn.sizes.reduce((sum, { bytes }) => sum + bytes, 0);
			await use({ key, hash, size, url: `/api/pictures/${hash}.webp` });
		} catch (error) {
			discardFiles([key]);
			throw error;
		}
	} finally {
		// A remote store leaves the local files here.
		await Promise.all([large, small].map((path) => rm(path, { force: true })));
	}
}

function cropFrom(text: string | undefined) {
	if (text === undefined) return undefined;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw invalid({ crop: "Must be JSON." });
	}
	const parsed = Crop.safeParse(value);
	if (!parsed.success) throw invalid({ crop: parsed.error.issues[0]?.message ?? "Is not a part of the picture." });
	const { x, y, width, height } = parsed.data;
	return { left: x, top: y, width, height };
}

/** Changes the picture in the database, emits the cluster event, and deletes the bytes of the previous one. */
export async function replace(notice: ClusterEvent, change: (tx: Tx) => Promise<string[]>): Promise<void> {
	const before = await transaction(async (tx) => {
		const keys = await change(tx);
		await emitInTransaction(tx, notice);
		return keys;
	});
	deleteFiles(before);
	await applyEvent(notice);
}

async function setUrl(tx: Tx, server: LoadedServer, purpose: ServerPicture, url: string | null): Promise<void> {
	const [row] = await tx
		.update(servers)
		.set(purpose === "icon" ? { iconUrl: url } : { bannerUrl: url })
		.where(eq(servers.id, server.id))
		.returning({ id: servers.id });
	if (!row) throw serverNotFound();
}

/** Deletes the row of the owner's picture, if there is one. Returns the key of its files. */
export async function forget(tx: Tx, purpose: Purpose, owner: Owner): Promise<string[]> {
	const rows = await tx
		.delete(pictures)
		.where(and(eq(pictures.purpose, purpose), isOf(owner)))
		.returning({ key: pictures.key });
	return rows.map(({ key }) => key);
}

function isOf(owner: Owner) {
	if (owner === "instance") return undefined;
	return "userId" in owner ? eq(pictures.userId, owner.userId) : eq(pictures.serverId, owner.serverId);
}
