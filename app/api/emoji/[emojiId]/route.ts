import { loadEmoji } from "@/lib/emoji/access";
import { content } from "@/lib/emoji/picture";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";

export const GET = route({ limit: "downloads", load: byId("emojiId", loadEmoji) }, ({ loaded }) =>
	content(loaded, false),
);
