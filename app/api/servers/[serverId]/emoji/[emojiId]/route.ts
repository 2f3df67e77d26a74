import { loadServer } from "@/lib/auth/access";
import type { Viewer } from "@/lib/auth/viewer";
import { loadServerEmoji } from "@/lib/emoji/access";
import { EmojiChange, remove, update } from "@/lib/emoji/emoji";
import { byId } from "@/lib/http/load-by-id";
import type { Params } from "@/lib/http/message";
import { route } from "@/lib/http/route";

const managed = byId("serverId", loadServer, "manage_emoji");
const load = async (viewer: Viewer, params: Params) => loadServerEmoji(await managed(viewer, params), params.emojiId);

export const PATCH = route({ limit: "emoji", load, body: EmojiChange }, ({ viewer, loaded, body }) =>
	update(viewer, loaded, body),
);
export const DELETE = route({ limit: "emoji", load }, ({ viewer, loaded }) => remove(viewer, loaded));
