import { attachmentNotFound } from "../attachments/access";
import {
	channelNotFound,
	loadChannel,
	loadMessage,
	type MessageAction,
	messageNotFound,
	serverNotFound,
} from "../auth/access";
import { loadChannelAccess, loadServerAccess } from "../auth/batched-access";
import type { Viewer } from "../auth/viewer";
import { emojiNotFound } from "../emoji/access";
import type { AppError } from "../errors";
import { groupNotFound } from "../groups/access";
import { identityNotFound } from "../identities/identities";
import { idFrom } from "../ids";
import { roleNotFound } from "../roles/access";
import { userNotFound } from "../users/profiles";
import type { HttpRequest, Params } from "./message";

const notFoundOf = {
	serverId: serverNotFound,
	channelId: channelNotFound,
	attachmentId: attachmentNotFound,
	userId: userNotFound,
	roleId: roleNotFound,
	groupId: groupNotFound,
	emojiId: emojiNotFound,
	identityId: identityNotFound,
};

/** Loads the resource whose id is in the path. A malformed id is a 404, like an unknown one. */
export const byId =
	<Who extends Viewer | null, Open, Permission extends string>(
		param: keyof typeof notFoundOf,
		open: (viewer: Who, id: number, permission?: Permission) => Promise<Open>,
		permission?: Permission,
		notFound: () => AppError = notFoundOf[param],
	) =>
	async (viewer: Who, params: Params): Promise<Open> => {
		const id = idFrom(params[param]);
		if (id === null) throw notFound();
		return open(viewer, id, permission);
	};

/** Looks up the channel of `[channelId]` together with the viewer. */
export const byChannel = (headers: HttpRequest["headers"], params: Params) =>
	loadChannelAccess(headers, idFrom(params.channelId));

/** Looks up the server of `[serverId]` together with the viewer. */
export const byServer = (headers: HttpRequest["headers"], params: Params) =>
	loadServerAccess(headers, idFrom(params.serverId));

/** Loads the message of `[channelId]` and `[seq]`. Access to the channel is checked before the seq is read. */
export const byMessage = (action: MessageAction) => async (viewer: Viewer, params: Params) => {
	const [channelId, seq] = [idFrom(params.channelId), idFrom(params.seq)];
	if (channelId === null) throw channelNotFound();
	if (seq !== null) return loadMessage(viewer, channelId, seq, action);
	await loadChannel(viewer, channelId);
	throw messageNotFound();
};
