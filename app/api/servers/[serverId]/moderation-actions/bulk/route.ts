import { loadServer } from "@/lib/auth/access";
import { byId } from "@/lib/http/load-by-id";
import { route } from "@/lib/http/route";
import * as bulk from "@/lib/moderation/bulk";
import { BulkActions, BulkUndo } from "@/lib/moderation/bulk-input";

const load = byId("serverId", loadServer, "member");

export const POST = route({ limit: "bulkActions", load, body: BulkActions }, ({ viewer, loaded, body }) =>
	bulk.actOnMany(viewer, loaded, body),
);

export const DELETE = route({ limit: "bulkActions", load, body: BulkUndo }, ({ viewer, loaded, body }) =>
	bulk.undoMany(viewer, loaded, body.actionIds),
);
